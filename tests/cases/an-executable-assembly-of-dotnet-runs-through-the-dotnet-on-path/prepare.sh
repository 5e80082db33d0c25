# A dotnet that is bash: `dotnet exec Shop.dll` runs the script called exec, which is the runtime here.
mkdir -p "$TMP/dotnet/shared/Microsoft.NETCore.App/8.0.11"
cp "$(readlink -f "$(command -v bash)")" "$TMP/dotnet/dotnet"
