"""What is still to come: forecasts and the way to the targets of the city."""
