"""From facts to what ought to exist: filing, matching, standing, cadence, and the plan."""
