@echo off
rem Starts Profundo: finds a JDK 25, builds on first use or after a change of the sources, and runs the program in the
rem caller's directory.
rem
rem   PROFUNDO_JAVA   a JDK to be used before all others
rem   PROFUNDO_OPTS   more options for the JVM, such as -Xmx8g
setlocal EnableExtensions DisableDelayedExpansion
set "ROOT=%~dp0"
if "%ROOT:~-1%"=="\" set "ROOT=%ROOT:~0,-1%"
rem The module that serves the command, and its jar.
set "MAIN=profundo-app"
set "JAR=profundo.jar"
if "%~1"=="bench" set "MAIN=profundo-bench"
if "%~1"=="bench" set "JAR=profundo-bench.jar"
set "APP=%ROOT%\%MAIN%\target\%JAR%"
set "STAMP=%ROOT%\%MAIN%\target\built"
set "JDK="

if not defined PROFUNDO_JAVA goto search
call :try "%PROFUNDO_JAVA%"
if defined JDK goto found
echo profundo: PROFUNDO_JAVA=%PROFUNDO_JAVA%: expected a JDK 25 or later; correct it, or unset it 1>&2
exit /b 2

:search
if defined JAVA_HOME call :try "%JAVA_HOME%"
if defined JDK goto found
for /f "delims=" %%J in ('where java 2^>nul') do if not defined JDK call :try "%%~dpJ.."
if defined JDK goto found
for /d %%D in ("%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Microsoft\jdk*" ^
  "%ProgramFiles%\Amazon Corretto\*" "%ProgramFiles%\Zulu\*" "%ProgramFiles%\BellSoft\*" "%USERPROFILE%\.jdks\*" ^
  "%LOCALAPPDATA%\Programs\Eclipse Adoptium\*" "%USERPROFILE%\scoop\apps\*jdk*") do if not defined JDK call :try "%%~D"
if defined JDK goto found
echo profundo: no JDK 25 found (looked at PROFUNDO_JAVA, JAVA_HOME, the PATH and the usual folders); 1>&2
echo   install one from https://adoptium.net or name it: set PROFUNDO_JAVA=C:\path\to\jdk-25 1>&2
exit /b 2

:found
call :check
if not errorlevel 1 goto run
where mvn >nul 2>nul
if errorlevel 1 (
  echo profundo: Maven is needed for the first build and was not found on the PATH; see https://maven.apache.org 1>&2
  exit /b 2
)
echo profundo: building (on first use and after changes; the first time Maven fetches libraries) ... 1>&2
set "LOG=%ROOT%\%MAIN%\target\build.log"
if not exist "%ROOT%\%MAIN%\target" mkdir "%ROOT%\%MAIN%\target"
type nul > "%ROOT%\%MAIN%\target\building"
pushd "%ROOT%"
set "CALLER_JAVA_HOME=%JAVA_HOME%"
set "JAVA_HOME=%JDK%"
call mvn -B -q -Dstyle.color=never -pl %MAIN% -am -Dmaven.test.skip=true package > "%LOG%" 2>&1
set "RC=%ERRORLEVEL%"
set "JAVA_HOME=%CALLER_JAVA_HOME%"
popd
if not "%RC%"=="0" (
  type "%LOG%" 1>&2
  echo profundo: the build failed; the lines above say why 1>&2
  exit /b 1
)
move /y "%ROOT%\%MAIN%\target\building" "%STAMP%" >nul

:run
"%JDK%\bin\java.exe" --add-modules jdk.incubator.vector -XX:+UseParallelGC "-Dprofundo.root=%ROOT%" %PROFUNDO_OPTS% -jar "%APP%" %*
exit /b %ERRORLEVEL%

rem Sets JDK to the folder given when that is a JDK of version 25 or later; its file "release" says so.
:try
if not exist "%~f1\bin\javac.exe" exit /b 0
if not exist "%~f1\release" exit /b 0
set "MAJOR=0"
for /f "usebackq tokens=2 delims==." %%V in (`findstr /b "JAVA_VERSION=" "%~f1\release"`) do set "MAJOR=%%~V"
set "MAJOR=%MAJOR:"=%"
if %MAJOR% GEQ 25 set "JDK=%~f1"
exit /b 0

rem Succeeds when the jar is there and no source or pom is newer than the last build.
:check
if not exist "%APP%" exit /b 1
if not exist "%STAMP%" exit /b 1
powershell -NoProfile -Command "$s=(Get-Item -LiteralPath $env:STAMP).LastWriteTimeUtc; $r=$env:ROOT; $p=@('pom.xml','profundo-core\pom.xml','profundo-core\src\main','profundo-data\pom.xml','profundo-data\src\main','profundo-zoo\pom.xml','profundo-zoo\src\main',($env:MAIN+'\pom.xml'),($env:MAIN+'\src\main')) | ForEach-Object { Join-Path $r $_ }; if (Get-ChildItem -LiteralPath $p -Recurse -Force | Where-Object { $_.LastWriteTimeUtc -gt $s } | Select-Object -First 1) { exit 1 }"
exit /b %ERRORLEVEL%
