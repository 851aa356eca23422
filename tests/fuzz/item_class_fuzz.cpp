// The readers of item classes and of pictures on arbitrary bytes.
#include <wow_item/mapping.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    wow::Document document;
    if (document.parse(std::string(reinterpret_cast<const char*>(data), size), "fuzz")) {
        wow::CatalogueRow row(1, wow_item::item_columns);
        wow_item::map_item_media(document.root(), row);
        for (const auto& subclass : wow_item::read_subclasses(document.root(), 2, "en_GB"))
            if (subclass.number < 3 * wow_item::class_range || subclass.number >= 4 * wow_item::class_range)
                std::abort();
    }
    return 0;
}
