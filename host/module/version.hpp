// Versions of modules and the constraints that dependencies put on them.
//
//   version     1.2.3-beta2   one to four numbers; missing ones are 0; a pre-release sorts below its release: dev <
//   alpha < beta < rc;
//                             build metadata after "+" is ignored
//   constraint  >=1.0 <2, !=1.4   parts separated by commas or spaces, which must all hold; operators = == != <> < <= >
//   >=, none
//                             means =; `2.x` is every version whose first number is 2, and >2.x is above all of them
//
// White space has no meaning. Text that is neither throws Error(invalid_argument) that quotes it.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wowhost::module {

class Version {
public:
    /// Throws Error(invalid_argument) quoting `text`.
    explicit Version(std::string_view text);

    const std::string& text() const noexcept { return text_; }
    bool is_prerelease() const noexcept { return !prerelease_.empty(); }

    friend std::weak_ordering operator<=>(const Version& left, const Version& right);
    friend bool operator==(const Version& left, const Version& right) { return (left <=> right) == 0; }

private:
    friend class Constraint;

    /// A run of digits or of letters in a pre-release; words by rank, so that dev < alpha < beta < rc.
    struct Piece {
        int rank;
        std::uint32_t number;
        std::string word;
        auto operator<=>(const Piece&) const = default;
    };

    std::string text_;
    std::vector<std::uint32_t> numbers_; // without trailing zeros
    std::vector<Piece> prerelease_;
};

class Constraint {
public:
    /// Met by any version.
    Constraint() = default;
    /// Empty text is met by any version. Throws Error(invalid_argument) quoting `text`.
    explicit Constraint(std::string_view text);

    bool accepts(const Version& version) const;
    bool accepts_any() const noexcept { return parts_.empty(); }
    /// As it was written, white space tidied: ">=1.0 <2".
    const std::string& text() const noexcept { return text_; }

private:
    enum class Operator { equal, not_equal, less, less_equal, greater, greater_equal };
    struct Part {
        Operator op;
        Version version; // of a series, the numbers before ".x"
        bool series;
        std::size_t series_length;
    };
    static Part parse_part(std::string_view op, std::string_view version, std::string_view whole);
    static bool accepts(const Part& part, const Version& version);

    std::string text_;
    std::vector<Part> parts_;
};

} // namespace wowhost::module
