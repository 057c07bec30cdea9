@echo off
rem Starts the command llama on Windows: finds a JDK of version 25 or newer, builds the jars if they
rem are missing, and hands every argument over.
rem
rem   JAVA_HOME          tried first
rem   LLAMA_JAVA_OPTS    more options for java
setlocal DisableDelayedExpansion
set "LLAMA_BIN=%~dp0"
set "LLAMA_BIN=%LLAMA_BIN:~0,-1%"
set "LLAMA_APP=%LLAMA_BIN%\cli\target\app"
set "LLAMA_JDK="

if defined JAVA_HOME call :try "%JAVA_HOME%"
for /f "delims=" %%J in ('where java 2^>nul') do call :try "%%~dpJ.."
for /d %%D in ("%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Microsoft\*" "%ProgramFiles%\Zulu\*" "%ProgramFiles%\Amazon Corretto\*" "%ProgramFiles%\BellSoft\*" "%ProgramFiles%\OpenJDK\*" "%USERPROFILE%\.jdks\*" "%USERPROFILE%\scoop\apps\temurin*" "%LOCALAPPDATA%\Programs\Eclipse Adoptium\*") do call :try "%%~D"
if not defined LLAMA_JDK (
  >&2 echo llama: No JDK 25 or newer found ^(looked at JAVA_HOME, the PATH and the usual places^).
  >&2 echo llama: Install one, for example from https://adoptium.net, or set JAVA_HOME to it.
  exit /b 2
)

if not exist "%LLAMA_APP%\llama-cli-*.jar" (
  where mvn >nul 2>nul || (
    >&2 echo llama: The program is not built yet, and Maven ^(mvn^) is not there to do it.
    >&2 echo llama: Install Maven 3.8 or newer and try again.
    exit /b 2
  )
  >&2 echo llama: building once, this takes a minute ...
  pushd "%LLAMA_BIN%"
  set "JAVA_HOME=%LLAMA_JDK%"
  call mvn -q -B -Dmaven.test.skip=true package 1>&2
  if errorlevel 1 (
    popd
    >&2 echo llama: the build failed
    exit /b 1
  )
  popd
)

rem The kernels are compiled after a few calls, and nobody goes on with them meanwhile (see llama).
set "LLAMA_KERNELS=org/llamajvm/engine/kernel/vector"
set "LLAMA_JIT=-XX:CompileCommand=quiet -XX:Tier4InvocationThreshold=15000 -XX:Tier4MinInvocationThreshold=1800 -XX:Tier4CompileThreshold=45000 -XX:Tier4BackEdgeThreshold=2000000 -XX:CompileCommand=CompileThresholdScaling,org/llamajvm/engine/*.*,0.2 -XX:CompileCommand=CompileThresholdScaling,%LLAMA_KERNELS%/*.*,0.0033 -XX:CompileCommand=CompileThresholdScaling,%LLAMA_KERNELS%/VectorKernels.*,0.2 -XX:CompileCommand=CompileThresholdScaling,%LLAMA_KERNELS%/elementwise/Elementwise.largestMagnitude,0.05 -XX:CompileCommand=CompileThresholdScaling,%LLAMA_KERNELS%/matmul/InterleavedTile.multiplyGroup,0.03 -XX:CompileCommand=BackgroundCompilation,%LLAMA_KERNELS%/*.*,false -XX:CompileCommand=BackgroundCompilation,%LLAMA_KERNELS%/VectorKernels.*,true -XX:CompileCommand=dontinline,%LLAMA_KERNELS%/elementwise/Elementwise.* -XX:CompileCommand=dontinline,%LLAMA_KERNELS%/matmul/CodeEncoder.encode* -XX:CompileCommand=dontinline,%LLAMA_KERNELS%/matmul/F16Rows.multiply -XX:CompileCommand=dontinline,%LLAMA_KERNELS%/matmul/Affine8Product.multiply -XX:CompileCommand=inline,%LLAMA_KERNELS%/matmul/CodeLanes.* -XX:CompileCommand=inline,%LLAMA_KERNELS%/lanes/LaneSum.* -XX:ProfileMaturityPercentage=1"

"%LLAMA_JDK%\bin\java" -XX:+UseSerialGC -Xms32m -XX:-UsePerfData -Xshare:auto %LLAMA_JIT% -p "%LLAMA_APP%" --enable-native-access=org.jline -Dllama.home="%LLAMA_BIN%" %LLAMA_JAVA_OPTS% -m org.llamajvm.cli/org.llamajvm.cli.Main %*
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
