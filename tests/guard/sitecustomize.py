"""On PYTHONPATH: fences in a program that a test starts, as AFTERWORD_GUARD says."""

import os

import fence

fence.install(os.environ["AFTERWORD_GUARD"])
