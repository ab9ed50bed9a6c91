"""The demonstration: a month of job search as files, and time that passes over them."""
