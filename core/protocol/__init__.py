"""The protocol as rules: the level of an incident, the registry of rules, the assessment.

Values in, values out: nothing here knows of the store, the clock or the screen.
"""
