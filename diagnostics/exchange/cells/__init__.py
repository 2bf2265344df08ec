"""The one reader of cells: every list and workbook that comes in, of whatever kind of file, and what its cells mean."""
