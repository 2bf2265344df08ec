"""The chapters of the report: figures and tables of each."""
