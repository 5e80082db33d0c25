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

// Tokens of a Cognito user pool, signed with the key of this set, which was thrown away.
inline const std::string kPoolJwks =
    R"({"keys":[{"kty":"RSA","kid":"p1","use":"sig","alg":"RS256","e":"AQAB","n":")"
    "vdcfOS1kwx-0Em7lnnfrd8HPVUP-8HMTbTgUsdCnpetiLz4vam8NFmykzGgL362J3TOFH8-ZkUZV4kaldTP0X9VRfogJucOzHsN3DL41W3LBCG-Z"
    "XiX8bcABHnRKcU-hvZwNTGio9APkdao9KzLbwerYH-1t3Wupf_UYMMF44TlMBg9EX1A61AGplofe1r-Df4fvaFDGxQ_KcNK7RKO1MMsKRYJ0z_0A"
    "KLGBK8w90T76NegcrXeRLLemHXtupjVlAQ8jok9FcECO59kEApytKcSq9SIhpsLEF0qubsa0tIoNtbZu-jNiQMAgLm2-ESgqKB0lVfXHzqWTGx5F"
    "rS6a8Q"
    R"("}]})";
inline const std::string kPoolIssuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab1Cd2Ef3";
// aud 6app, email_verified true, auth_time and iat 1519709384, exp 2000000000, groups, identities, address.
inline const std::string kIdentityToken =
    "eyJraWQiOiJwMSIsImFsZyI6IlJTMjU2In0.eyJzdWIiOiI3ZDhhIiwiYXVkIjoiNmFwcCIsImVtYWlsX3ZlcmlmaWVkIjp0cnVlLCJ0b2tlbl91"
    "c2UiOiJpZCIsImF1dGhfdGltZSI6MTUxOTcwOTM4NCwiaXNzIjoiaHR0cHM6Ly9jb2duaXRvLWlkcC5ldS13ZXN0LTEuYW1hem9uYXdzLmNvbS9l"
    "dS13ZXN0LTFfQWIxQ2QyRWYzIiwiY29nbml0bzp1c2VybmFtZSI6ImFkYSIsImV4cCI6MjAwMDAwMDAwMCwiaWF0IjoxNTE5NzA5Mzg0LCJjb2du"
    "aXRvOmdyb3VwcyI6WyJhZG1pbiIsInVzZXIiXSwiaWRlbnRpdGllcyI6W3sidXNlcklkIjoiMSIsInByaW1hcnkiOiJ0cnVlIn1dLCJhZGRyZXNz"
    "Ijp7ImNpdHkiOiJPc2xvIn19.RgAw9UZskqenL7BTW8Df2OpI49uH13Wbm5dCQ6RTri-bseXQvn6ku3xOfxVNUcriYGbfg-YGO4pwyMY28yEjI7G"
    "rwONs07-ERANLlcDotO_1rD_V7VGKyxsf8xKie5oW46AntrZ_-N2EOILTAl-D7YokcnotW8dGF_s_dDKaHkh2aNRcXr_MHf9v605mQftXXd6Rtyc"
    "7-yk_k6znxbdYNaf8wnjg1wPYNP02HHYO16-UNqxHdhGaX1aWtK-EZ1t1Z8Jxj3O3N6CfMjIO5-k6lgW_VcNe-TgbiNaARQHurOkNGA1MZ-HSL7t"
    "5pyvZytcbVOBL94sUbQfEqXPeUXs7NA";
// client_id 6app, scope "openid pets/read", exp 2000000000.
inline const std::string kAccessToken =
    "eyJraWQiOiJwMSIsImFsZyI6IlJTMjU2In0.eyJzdWIiOiI3ZDhhIiwiY2xpZW50X2lkIjoiNmFwcCIsInRva2VuX3VzZSI6ImFjY2VzcyIsInNj"
    "b3BlIjoib3BlbmlkIHBldHMvcmVhZCIsImlzcyI6Imh0dHBzOi8vY29nbml0by1pZHAuZXUtd2VzdC0xLmFtYXpvbmF3cy5jb20vZXUtd2VzdC0x"
    "X0FiMUNkMkVmMyIsImV4cCI6MjAwMDAwMDAwMCwiaWF0IjoxNTE5NzA5Mzg0LCJ1c2VybmFtZSI6ImFkYSJ9.byyT5kBaqF8LhW8HMYOPIaRQxNG"
    "pzxzvuiLrSV7lUw_joRIKZu9liJzHf1T7dkgZO239We-mS137IcdzeTbCt1H4QF8USAj9OazOBIswCaec9JnA5irpWFIbkw1LAz7tHAV5gZ-WQt6"
    "2bI41iSea4SfA48NO_PAMEJhrJEhx-h46NUNrlmFh8hybfjVzZB6aYHDaDPb7hWGkKuXav9TtNCHic2_zhefw4PGr0Ou398l0eJJnxwJVln7aUHA"
    "FkKj_vmX7RQ527qdtIXLGGtlSwHMNJdcb_4tWnewMaw__CP9Te-fsD_Uak_Rpc62WID0x6DkMqeRb8Bh33oWi3Y94mQ";
