"""``python -m training`` with a report after every step, to be started in several processes."""

import sys

import torch

from training import __main__, loop

if __name__ == "__main__":
    torch.set_num_threads(1)
    loop._REPORT_SECONDS = 0.0
    loop._VALIDATION_SIZE = 2
    sys.exit(__main__.main())
