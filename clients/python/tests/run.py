"""Runs the tests beside it; prints how many have passed, or fails with what didn't."""

import sys
import unittest
from pathlib import Path

suite = unittest.defaultTestLoader.discover(str(Path(__file__).parent))
result = unittest.TextTestRunner(stream=sys.stderr).run(suite)
if not result.wasSuccessful():
    sys.exit(1)
print(f"{result.testsRun} tests passed")
