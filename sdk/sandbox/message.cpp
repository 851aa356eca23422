#include "sdk/sandbox/message.hpp"

#include <fmt/core.h>

namespace sandbox {

Answer error_answer(int status)
{
    auto answer = json_answer(status,
        fmt::format(R"({{"code":{},"type":"BLZWEBAPI{:08}","detail":"{}"}})", status, status, reason_of(status)));
    answer.counted = true;
    return answer;
}

Answer json_answer(int status, std::string body)
{
    Answer answer;
    answer.status = status;
    answer.header("Content-Type", "application/json;charset=UTF-8");
    answer.body = make_body(std::move(body));
    return answer;
}

Answer html_answer(int status)
{
    Answer answer;
    answer.status = status;
    answer.header("Content-Type", "text/html");
    answer.body = make_body(fmt::format("<html>\r\n<head><title>{0} {1}</title></head>\r\n<body>\r\n<center><h1>{0} "
                                        "{1}</h1></center>\r\n</body>\r\n</html>\r\n",
        status, reason_of(status)));
    return answer;
}

std::string_view reason_of(int status)
{
    switch (status) {
    case 200: return "OK";
    case 302: return "Found";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 429: return "Too Many Requests";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "Unknown";
    }
}

} // namespace sandbox
