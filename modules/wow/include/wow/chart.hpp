// wow: a chart as a value object: what is counted, not how it is drawn. The page draws it (chart_view.hpp) and gives
// its numbers as a table too.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace wow {

class Chart {
public:
    enum class Kind {
        shares, ///< How much of each whole there is: "Drop" 120 of 300.
        course, ///< How something went over time; points by ascending time.
    };
    class Point {
    public:
        /// Of shares.
        Point(std::string label_, std::int64_t value_, std::int64_t of_)
            : label(std::move(label_))
            , value(value_)
            , of(of_)
        {
        }
        /// Of a course.
        Point(std::int64_t time_, std::int64_t value_)
            : time(time_)
            , value(value_)
        {
        }
        std::string label;
        std::int64_t time = 0; ///< Unix seconds.
        std::int64_t value = 0;
        std::int64_t of = 0;
    };

    /// `title`: what it shows. `what`: what the numbers are, as the heading of a column: "Points".
    Chart(Kind kind_, std::string title_, std::string what_)
        : kind(kind_)
        , title(std::move(title_))
        , what(std::move(what_))
    {
    }
    Kind kind;
    std::string title;
    std::string what;
    std::vector<Point> points;
};

} // namespace wow
