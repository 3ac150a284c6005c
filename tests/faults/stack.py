"""Real servers and real workers that a test may kill: nothing here is in the test's own process but the door."""
