#include "host/service/generation.hpp"

namespace wowhost::service {

Generation::Generation(database::Database& database)
    : database_(database)
{
}

std::int64_t Generation::current() const
{
    std::int64_t generation = 0;
    database_.main().run("SELECT generation FROM wowhost_generation WHERE id = 1", {},
        [&](const database::Row& row) { generation = row.integer(0); });
    return generation;
}

std::int64_t Generation::raise() const
{
    std::int64_t generation = 0;
    database_.main().run("UPDATE wowhost_generation SET generation = generation + 1 WHERE id = 1 RETURNING generation",
        {}, [&](const database::Row& row) { generation = row.integer(0); });
    return generation;
}

std::int64_t Generation::next_serial() const
{
    std::int64_t serial = 0;
    database_.main().run("UPDATE wowhost_generation SET serial = serial + 1 WHERE id = 1 RETURNING serial", {},
        [&](const database::Row& row) { serial = row.integer(0); });
    return serial;
}

} // namespace wowhost::service
