@echo off
rem Double-click on Windows. It asks what you want; you need Python only.
cd /d "%~dp0"
where py >nul 2>nul && (py -3 tools\double_click.py & goto end)
where python >nul 2>nul && (python tools\double_click.py & goto end)
echo There is no Python here. Install Python 3.13 from python.org, and tick "Add python.exe to PATH".
:end
pause
