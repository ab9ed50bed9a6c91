"""Where calendars and mail really live. Each speaks its own words inside and those of `ports` outside."""
