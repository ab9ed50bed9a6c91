"""Is an event a job interview, with whom, for which employer; and why."""
