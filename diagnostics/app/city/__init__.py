"""The picture of a city, and what is handed over to its office."""
