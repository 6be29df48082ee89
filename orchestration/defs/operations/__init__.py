"""The books themselves: the run that holds a home, its schedules and its care."""
