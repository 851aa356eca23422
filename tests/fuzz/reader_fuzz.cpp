// One reader of a module on arbitrary bytes: reads or skips, never worse. Compiled once per reader, which the build
// names: FUZZ_HEADER, and either FUZZ_SHAPE with FUZZ_READ (rows of an owner) or FUZZ_COLUMNS with FUZZ_MAP (a row of a
// catalogue).
#include FUZZ_HEADER

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    wow::Document document;
    const std::string body(reinterpret_cast<const char*>(data), size);
    if (!document.parse(body, "fuzz"))
        return 0;
#ifdef FUZZ_READ
    wow_character::CollectionRows rows(FUZZ_SHAPE());
    FUZZ_READ(document, "en_GB", rows);
    for (const auto& item : rows.catalogue())
        if (item.blizzard_id <= 0)
            std::abort();
#else
    wow::CatalogueRow row(1, FUZZ_COLUMNS);
    FUZZ_MAP(document.root(), row, "en_GB");
    for (const auto& value : row.values)
        if (value.is_text() && value.text().empty())
            std::abort();
#endif
    return 0;
}
