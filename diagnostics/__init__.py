"""qizhen (企诊): on-site diagnosis of specialised SMEs; one interview, every official scorecard, one plan per firm."""

__version__ = "0.1.0"
