#include "sdk/sandbox/images.hpp"

#include "sdk/sandbox/text.hpp"

#include <zlib.h>

#include <array>
#include <cstdint>

namespace sandbox {

namespace {

void append_byte(std::string& out, unsigned value) { out += static_cast<char>(value & 0xffU); }

void append_short(std::string& out, unsigned value)
{
    append_byte(out, value >> 8U);
    append_byte(out, value);
}

void append_long(std::string& out, unsigned long value)
{
    append_short(out, static_cast<unsigned>(value >> 16U));
    append_short(out, static_cast<unsigned>(value & 0xffffU));
}

// Entropy-coded data of a JPEG: bits from the highest, 0x00 after each 0xff.
class BitWriter {
public:
    explicit BitWriter(std::string& out)
        : out_(out)
    {
    }
    void put(unsigned bits, unsigned count)
    {
        while (count-- > 0) {
            byte_ = (byte_ << 1U) | ((bits >> count) & 1U);
            if (++filled_ == 8) {
                append_byte(out_, byte_);
                if (byte_ == 0xffU) {
                    append_byte(out_, 0);
                }
                byte_ = 0;
                filled_ = 0;
            }
        }
    }
    void finish()
    {
        while (filled_ != 0) {
            put(1, 1);
        }
    }

private:
    std::string& out_;
    unsigned byte_ = 0;
    unsigned filled_ = 0;
};

// Baseline JPEG of blocks in one colour each: only the DC coefficients differ from zero. The tables are as small as the
// format allows: nine DC categories of four bits, and one AC code, the end of the block.
std::string jpeg(unsigned width, unsigned height, std::uint64_t random)
{
    std::string out("\xff\xd8", 2);
    out.append("\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00", 18);
    out.append("\xff\xdb\x00\x43\x00", 5);
    append_byte(out, 8);
    out.append(63, '\x01');
    out.append("\xff\xc0\x00\x11\x08", 5);
    append_short(out, height);
    append_short(out, width);
    out.append("\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00", 10);
    out.append("\xff\xc4\x00\x1c\x00\x00\x00\x00\x09", 9);
    out.append(12, '\0');
    out.append("\x00\x01\x02\x03\x04\x05\x06\x07\x08", 9);
    out.append("\xff\xc4\x00\x14\x10\x01", 6);
    out.append(15, '\0');
    out.append("\x00", 1);
    out.append("\xff\xda\x00\x0c\x03\x01\x00\x02\x00\x03\x00\x00\x3f\x00", 14);
    BitWriter bits(out);
    std::array<int, 3> last{};
    for (unsigned y = 0; y < (height + 7) / 8; ++y) {
        for (unsigned x = 0; x < (width + 7) / 8; ++x) {
            const std::array<int, 3> colour{static_cast<int>((random % 96 + (x + y) * 12) % 200) - 100,
                static_cast<int>(mix(random, 1) % 160) - 80, static_cast<int>(mix(random, 2) % 160) - 80};
            for (std::size_t i = 0; i < 3; ++i) {
                const int difference = colour[i] - last[i];
                last[i] = colour[i];
                unsigned size = 0;
                for (int rest = difference < 0 ? -difference : difference; rest != 0; rest >>= 1) {
                    ++size;
                }
                bits.put(size, 4);
                bits.put(static_cast<unsigned>(difference < 0 ? difference + (1 << size) - 1 : difference), size);
                bits.put(0, 1);
            }
        }
    }
    bits.finish();
    out.append("\xff\xd9", 2);
    return out;
}

void append_chunk(std::string& out, std::string_view kind, const std::string& data)
{
    append_long(out, data.size());
    std::string body(kind);
    body += data;
    out += body;
    append_long(out, crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size())));
}

std::string png(unsigned width, unsigned height, std::uint64_t random)
{
    std::string out("\x89PNG\r\n\x1a\n", 8);
    std::string header;
    append_long(header, width);
    append_long(header, height);
    header.append("\x08\x02\x00\x00\x00", 5);
    append_chunk(out, "IHDR", header);
    std::string pixels;
    for (unsigned y = 0; y < height; ++y) {
        append_byte(pixels, 0);
        for (unsigned x = 0; x < width; ++x) {
            append_byte(pixels, static_cast<unsigned>(random) + y);
            append_byte(pixels, static_cast<unsigned>(random >> 8U) + x);
            append_byte(pixels, static_cast<unsigned>(random >> 16U));
        }
    }
    std::string packed(compressBound(static_cast<uLong>(pixels.size())), '\0');
    auto size = static_cast<uLongf>(packed.size());
    compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(pixels.data()),
        static_cast<uLong>(pixels.size()), 1);
    packed.resize(size);
    append_chunk(out, "IDAT", packed);
    append_chunk(out, "IEND", "");
    return out;
}

} // namespace

std::string picture(std::string_view path, std::string& type)
{
    const auto random = hash_of(path);
    const auto contains = [&](std::string_view part) { return path.find(part) != std::string_view::npos; };
    unsigned width = 56;
    unsigned height = 56;
    if (contains("-avatar.")) {
        width = height = 84;
    } else if (contains("-inset.")) {
        width = 230;
        height = 116;
    } else if (contains("-main") || contains("/npcs/")) {
        width = 320;
        height = 240;
    }
    if (path.ends_with(".png")) {
        type = "image/png";
        return png(width, height, random);
    }
    type = "image/jpeg";
    return jpeg(width, height, random);
}

} // namespace sandbox
