@echo off
rem Starts the command llama on Windows: finds a JDK, builds the program if it is not built, and hands
rem every argument over. When sources have changed, build it again: mvn package
rem
rem   JAVA_HOME          the JDK to try first
rem   LLAMA_JDK_PATH     where else JDKs lie, with wildcards, separated by semicolons
rem   LLAMA_JAVA_OPTS    more options for java
rem
rem Options of java that are the same on every machine are in cli\src\main\jvm, with their reasons.
setlocal DisableDelayedExpansion
set "LLAMA_BIN=%~dp0"
set "LLAMA_BIN=%LLAMA_BIN:~0,-1%"
set "LLAMA_APP=%LLAMA_BIN%\cli\target\app"
set "LLAMA_JDK="
rem An archive that was unpacked has folders bin, lib and models.
if exist "%LLAMA_BIN%\..\lib\llama.options" (
  for %%D in ("%LLAMA_BIN%\..") do set "LLAMA_BIN=%%~fD"
  for %%D in ("%LLAMA_BIN%\..\lib") do set "LLAMA_APP=%%~fD"
  for %%D in ("%LLAMA_BIN%\..\runtime") do call :try "%%~fD"
)
if not defined LLAMA_JDK_PATH set "LLAMA_JDK_PATH=%ProgramFiles%\Eclipse Adoptium\*;%ProgramFiles%\Java\*;%ProgramFiles%\Microsoft\*;%ProgramFiles%\Zulu\*;%ProgramFiles%\Amazon Corretto\*;%ProgramFiles%\BellSoft\*;%ProgramFiles%\OpenJDK\*;%USERPROFILE%\.jdks\*;%USERPROFILE%\scoop\apps\temurin*;%LOCALAPPDATA%\Programs\Eclipse Adoptium\*"

if defined JAVA_HOME call :try "%JAVA_HOME%"
for /f "delims=" %%J in ('where java 2^>nul') do call :try "%%~dpJ.."
for /d %%D in ("%LLAMA_JDK_PATH:;=" "%") do call :try "%%~D"
if not defined LLAMA_JDK (
  >&2 echo llama: No JDK 25 or newer found ^(looked at JAVA_HOME, the PATH and the usual places^).
  >&2 echo llama: Install one, for example from https://adoptium.net, or set JAVA_HOME to it.
  exit /b 2
)

if not exist "%LLAMA_APP%\llama-cli-*.jar" (
  call :build
  if errorlevel 1 exit /b
)

rem An archive has classes as the JVM has them in memory. The first run of a command that computes
rem makes it, the build deletes it. Its name says for which place it is: with that of another copy of
rem the program the JVM fails.
set "LLAMA_PLACE=%LLAMA_APP:-=--%"
set "LLAMA_PLACE=%LLAMA_PLACE:\=-_%"
set "LLAMA_PLACE=%LLAMA_PLACE::=-.%"
set "LLAMA_CLASSES=%LLAMA_APP%\llama%LLAMA_PLACE%.jsa"
set LLAMA_ARCHIVE="-XX:SharedArchiveFile=%LLAMA_CLASSES%"
set "LLAMA_CREATE="
if "%~1"=="generate" set "LLAMA_CREATE=-XX:+AutoCreateSharedArchive"
if "%~1"=="run" set "LLAMA_CREATE=-XX:+AutoCreateSharedArchive"
if "%~1"=="chat" set "LLAMA_CREATE=-XX:+AutoCreateSharedArchive"

rem The JVM refuses to start with two collectors, with a heap above its limit, or with two archives.
set LLAMA_COLLECTOR="@%LLAMA_APP%\collector.options"
set LLAMA_HEAP="@%LLAMA_APP%\heap.options"
set "LLAMA_GIVEN=%JDK_JAVA_OPTIONS%%JAVA_TOOL_OPTIONS%%_JAVA_OPTIONS%%LLAMA_JAVA_OPTS%"
if defined LLAMA_GIVEN call :yield
rem A JVM that is sent to an archive that is not there goes without the JDK's own, too.
if not defined LLAMA_CREATE if not exist "%LLAMA_CLASSES%" set "LLAMA_ARCHIVE="
rem A server lives long, and the serial collector lets its heap grow: Java's own choice does not.
if "%~1"=="serve" set "LLAMA_COLLECTOR="

set "LLAMA_COMPILERS=%LLAMA_APP%\kernels.options"
if "%~1"=="" set "LLAMA_COMPILERS=%LLAMA_APP%\brief.options"
for %%C in (help -h --help -V --version list ls show rm ps completion man) do if "%~1"=="%%C" set "LLAMA_COMPILERS=%LLAMA_APP%\brief.options"

"%LLAMA_JDK%\bin\java" "@%LLAMA_COMPILERS%" "@%LLAMA_APP%\llama.options" %LLAMA_COLLECTOR% %LLAMA_HEAP% %LLAMA_ARCHIVE% %LLAMA_CREATE% -p "%LLAMA_APP%" -Dllama.home="%LLAMA_BIN%" %LLAMA_JAVA_OPTS% -m org.llamajvm.cli/org.llamajvm.cli.Main %*
exit /b %ERRORLEVEL%

rem Takes the JDK in directory %1 if it is new enough and none was found before.
:try
if defined LLAMA_JDK exit /b 0
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "usebackq tokens=2 delims==" %%V in (`findstr /b "JAVA_VERSION=" "%~1\release"`) do (
  for /f "delims=.-+" %%M in ("%%~V") do if %%M GEQ 25 set "LLAMA_JDK=%~f1"
)
exit /b 0

rem Builds the program; what Maven says is shown if it fails.
:build
where mvn >nul 2>nul || (
  >&2 echo llama: The program is not built yet, and Maven ^(mvn^) is not there to do it.
  >&2 echo llama: Install Maven 3.8 or newer, or run 'mvn package' elsewhere and copy "%LLAMA_APP%" here.
  exit /b 2
)
>&2 echo llama: the first start builds the program in "%LLAMA_BIN%"
>&2 echo llama: this takes a minute or two, and longer if Maven has to download its parts ...
set "LLAMA_LOG=%TEMP%\llama-build-%RANDOM%.log"
set "LLAMA_BUILT=0"
pushd "%LLAMA_BIN%"
set "JAVA_HOME=%LLAMA_JDK%"
call mvn -q -B -Dmaven.test.skip=true package >"%LLAMA_LOG%" 2>&1 || set "LLAMA_BUILT=1"
popd
if %LLAMA_BUILT%==1 (
  type "%LLAMA_LOG%" 1>&2
  >&2 echo llama: the build failed
)
del "%LLAMA_LOG%"
exit /b %LLAMA_BUILT%

rem Leaves out what the environment's own options of java stand in the place of.
:yield
set LLAMA_ | findstr /r /c:"^LLAMA_GIVEN=.*-XX:+Use[A-Za-z]*GC" >nul && set "LLAMA_COLLECTOR="
set LLAMA_ | findstr /r /c:"^LLAMA_GIVEN=.*-Xm[nsx]" /c:"^LLAMA_GIVEN=.*HeapSize=" >nul && set "LLAMA_HEAP="
set LLAMA_ | findstr /r /c:"^LLAMA_GIVEN=.*-XX:AOT" /c:"^LLAMA_GIVEN=.*-Xshare:" /c:"^LLAMA_GIVEN=.*ArchiveClassesAtExit=" /c:"^LLAMA_GIVEN=.*SharedArchiveFile=" >nul && set "LLAMA_ARCHIVE=" && set "LLAMA_CREATE="
exit /b 0
