"""What tests/run is made of: installing, and running the parts that Forecourt works with."""
