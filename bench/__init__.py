"""What Hamkor promises about its speed and size, measured beside a yardstick in the same run.

`./hamkor bench` prints one Markdown table. It measures and never judges a build: these are not tests.
"""
