# Has Windows run this release as a scheduled task, from when the machine starts, without anybody logged in: see docs/deployment.md.
# In PowerShell as administrator, in the folder of the release, after `npm ci --omit=dev`:
#
#   powershell -ExecutionPolicy Bypass -File deploy\windows\install.ps1
#
# Run that of another release, and the task runs that one: so one upgrades, and goes back.
#Requires -Version 5.1
#Requires -RunAsAdministrator
param(
  # What is set, what is recorded and what is logged lies here, whichever release runs.
  [string] $Folder = (Join-Path $env:ProgramData 'Candour'),
  [string] $TaskName = 'Candour'
)
$ErrorActionPreference = 'Stop'

$release = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
$script = Join-Path $PSScriptRoot 'candour.cmd'
if (-not (Test-Path (Join-Path $release 'node_modules\better-sqlite3'))) {
  throw "Nothing is installed in $release yet. Run there: npm ci --omit=dev"
}

# Closed to everybody but the system, administrators and the account that the task runs as (by their numbers: their names differ by
# language).
New-Item -ItemType Directory -Force -Path $Folder | Out-Null
& icacls.exe $Folder /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-19:(OI)(CI)M' | Out-Null
if ($LASTEXITCODE -ne 0) { throw "The folder $Folder could not be closed to others (icacls: $LASTEXITCODE)." }

$settings = Join-Path $Folder 'env'
if (-not (Test-Path $settings)) {
  Copy-Item (Join-Path $release '.env.example') $settings
  $database = (Join-Path $Folder 'candour.db') -replace '\\', '/'
  Add-Content -Path $settings -Encoding ascii -Value "`r`nCANDOUR_DATABASE=$database"
  Write-Host "Fill in $settings, then run this again."
  return
}

# LOCAL SERVICE: an account with hardly any rights, and none on the network but as anybody.
$account = New-ScheduledTaskPrincipal -UserId 'S-1-5-19' -LogonType ServiceAccount
# cmd takes away the outermost quotation marks.
$action = New-ScheduledTaskAction -Execute $env:ComSpec -Argument "/d /c `"`"$script`" `"$Folder`"`"" -WorkingDirectory $Folder
# Each minute it is started where it does not run: Windows does not start a task again because it ended with a fault.
$minutely = New-ScheduledTaskTrigger -Once -At (Get-Date) -RepetitionInterval (New-TimeSpan -Minutes 1)
$startup = New-ScheduledTaskTrigger -AtStartup
$how = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -ExecutionTimeLimit ([TimeSpan]::Zero) `
  -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -StartWhenAvailable

if (Get-ScheduledTask -TaskName $TaskName -ErrorAction SilentlyContinue) { Stop-ScheduledTask -TaskName $TaskName }
Register-ScheduledTask -TaskName $TaskName -Action $action -Trigger $startup, $minutely -Principal $account -Settings $how -Force `
  -Description 'Candour: relationship declarations, in Slack and Teams' | Out-Null
Start-ScheduledTask -TaskName $TaskName
Write-Host "The task $TaskName runs $release. What it says stands in $(Join-Path $Folder 'candour.log')."
