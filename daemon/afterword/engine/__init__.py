"""One cycle: observe, understand, plan, reconcile, act."""
