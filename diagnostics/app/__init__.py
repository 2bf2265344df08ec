"""Work shared by several faces: making reports, reading a city, handing over. No arguments, no printing, no HTTP."""
