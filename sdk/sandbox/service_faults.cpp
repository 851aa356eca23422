// What a fault makes of an answer that was a good one.
#include "sdk/sandbox/service.hpp"

namespace sandbox {

void Service::apply(Answer& answer, const FaultEffect& effect) const
{
    answer.delay_ms += effect.stall_ms;
    const auto replace = [&answer](Answer other) {
        other.counted = answer.counted;
        other.delay_ms = answer.delay_ms;
        answer = std::move(other);
    };
    switch (effect.kind) {
    case FaultKind::none: break;
    case FaultKind::unavailable: replace(html_answer(503)); break;
    case FaultKind::html: replace(html_answer(200)); break;
    case FaultKind::not_json: {
        Answer other;
        other.header("Content-Type", "application/json;charset=UTF-8");
        other.body = make_body("The realm is resting. Come back later.");
        replace(std::move(other));
        break;
    }
    case FaultKind::truncated:
        if (answer.body != nullptr) {
            answer.body = make_body(answer.body->substr(0, answer.body->size() / 2));
        }
        break;
    case FaultKind::reset: answer.cut = answer.body == nullptr ? 0 : answer.body->size() / 2; break;
    case FaultKind::oversize: {
        auto text = std::string("{\"padding\":\"");
        text.append(static_cast<std::size_t>(effect.argument) << 20U, 'x');
        replace(json_answer(200, text + "\"}"));
        break;
    }
    case FaultKind::throttled:
    case FaultKind::throttled_bare:
        replace(error_answer(429));
        if (effect.kind == FaultKind::throttled) {
            answer.header("Retry-After", "1");
        }
        break;
    case FaultKind::unauthorized: replace(error_answer(401)); break;
    case FaultKind::forbidden: replace(error_answer(403)); break;
    case FaultKind::not_found: replace(error_answer(404)); break;
    case FaultKind::redirect:
        replace(html_answer(302));
        answer.header("Location", "http://127.0.0.1:9/elsewhere.jpg");
        break;
    }
}

} // namespace sandbox
