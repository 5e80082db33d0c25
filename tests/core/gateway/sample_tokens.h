// A JSON Web Key Set and a token signed with its key.
#pragma once

#include <string>

// Made once with a key that was thrown away.
inline const std::string kJwks =
    R"({"keys":[{"kty":"EC","kid":"k0"},{"kty":"RSA","kid":"k1","use":"sig","alg":"RS256","e":"AQAB","n":")"
    "s3zxNgDuOg8rb4xZtcE695xbCGT2UtLK5hl1MuW4ax0D2egzkgNImzCROwgTJa3BRhNKrO0_5mSLsYP5CLkqVKoXqDAwFyQZZY742Hkipc"
    "vkqUKK-8Pln4bxwB4ohoqKr6R2DD7MAK18GLJAfW6RyJ87xGu0V0ISkzPOcd2Owqv2tBI6vUUI3PO6_Vi_ndbTx2Qyy9lIhRpKzOiU4aat"
    "E-FEmPi0OEi92bmYs1KGM-F5bwNoSXbO0tqU06ySj6veV-ILlhDbjieXyml5vM1EP51ZftxjVZJV52JCnr7JEW9SxE8FMJeS29FCrAPwbS"
    "KcxKezqwlUnHpiogifpmkSoQ"
    R"("}]})";
// iss https://issuer.example, aud app, nbf and iat 1700000000, exp 2000000000, scope "read write", groups, verified.
inline const std::string kRs256 =
    "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIiwiYXVkIjoiYX"
    "BwIiwiZXhwIjoyMDAwMDAwMDAwLCJuYmYiOjE3MDAwMDAwMDAsImlhdCI6MTcwMDAwMDAwMCwic2NvcGUiOiJyZWFkIHdyaXRlIiwiZ3Jv"
    "dXBzIjpbImFkbWluIiwidXNlciJdLCJ2ZXJpZmllZCI6dHJ1ZSwiYWRkcmVzcyI6eyJjaXR5IjoiT3NsbyJ9fQ.mEX6UljSeWf-PU4E-jB"
    "FEq2nI8EOSqd9oCExNKAcSjwKIdUlsyTU6BBKUng4Rdo_yWQoitbR6sZ7lh6Z0sQBAOOAUxome7De_0qUUXLSydcX0IG_YBRqlLJCtch6k"
    "QMaG2Y_zUxatmphNEWHWJXuWw19hhPND61PxhC0iK04oZFVGOiaFRYTfurqHHFUlKddVfY2ik80MdmKr_ABh4_xbKh9RfhSQ3HQE0xVkME"
    "cfg7WWZVI0yC1Ngc-FLpH0Bj_D8n9msLvw91ncupeujVke-OHS1h_vOtZ09x5rHK2pPrEJHqc0vs1-BsTHMAzdXQEyLrOnfZh-SKUejaKQ"
    "APKWg";
