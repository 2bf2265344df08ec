"""Renderers: DOCX, PDF, HTML, pictures; fonts and typesetting."""
