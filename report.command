#!/bin/bash
# Double-click on a Mac (on Linux: run it). It asks what you want; you need Python only.
cd "$(dirname "$0")" || exit 1
python="$(command -v python3 || command -v python)"
if [ -z "$python" ]; then
  echo "There is no Python here. Install Python 3.13 from python.org, then double-click again."
else
  "$python" tools/double_click.py
fi
read -r -p "Press Enter to close this window. "
exit 0
