mkdir -p "$TMP/dotnet/shared/Microsoft.NETCore.App/8.0.11"
cp "$(readlink -f "$(command -v bash)")" "$TMP/dotnet/dotnet"
