"""What several faces share: making reports, reading a city, handing over. No arguments, no printing, no HTTP."""
