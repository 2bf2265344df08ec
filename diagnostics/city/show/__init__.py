"""What the officer sees: the board, the workbook, the brief."""
