@echo off
rem Started by the scheduled task that install.ps1 makes; %1 is the folder of what is set, recorded and logged.
cd /d "%~1" || exit /b 1
if exist candour.log for %%f in (candour.log) do if %%~zf gtr 10000000 move /y candour.log candour.log.before >nul
set NODE_ENV=production
node --env-file=env "%~dp0..\..\dist\src\main.js" 2>>candour.log <nul
