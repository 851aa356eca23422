// The oids of PostgreSQL's built-in types that the driver sends or reads; fixed in pg_type.dat.
#pragma once

#include <libpq-fe.h>

namespace wowhost::database::postgresql {

inline constexpr Oid type_unspecified = 0; // the server infers it
inline constexpr Oid type_boolean = 16;
inline constexpr Oid type_char = 18;
inline constexpr Oid type_name = 19;
inline constexpr Oid type_int8 = 20;
inline constexpr Oid type_int2 = 21;
inline constexpr Oid type_int4 = 23;
inline constexpr Oid type_text = 25;
inline constexpr Oid type_oid = 26;
inline constexpr Oid type_xid = 28;
inline constexpr Oid type_json = 114;
inline constexpr Oid type_float4 = 700;
inline constexpr Oid type_float8 = 701;
inline constexpr Oid type_unknown = 705;
inline constexpr Oid type_bpchar = 1042;
inline constexpr Oid type_varchar = 1043;
inline constexpr Oid type_numeric = 1700;
inline constexpr Oid type_void = 2278;
inline constexpr Oid type_jsonb = 3802;

} // namespace wowhost::database::postgresql
