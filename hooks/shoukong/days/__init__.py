"""Days: what is true when, schedules, working days, periods of indicators, retention."""
