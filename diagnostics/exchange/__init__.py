"""Lists from outside: registers of firms and lists of providers out of Excel and CSV, workbooks that go out again."""
