#include "sdk/sandbox/service.hpp"

#include "sdk/sandbox/images.hpp"
#include "sdk/sandbox/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sandbox {

namespace {

constexpr std::size_t smallest_gzip = 300;

std::unique_ptr<Replay> open_replay(const std::string& folder)
{
    return folder.empty() ? nullptr : std::make_unique<Replay>(folder);
}

bool wants_gzip(const Request& request) { return request.accept_encoding.find("gzip") != std::string_view::npos; }

// True when what the client has is no older than `modified`. The same text as was sent counts, whatever its form.
bool not_modified(std::string_view since, std::string_view sent, std::int64_t modified)
{
    if (since.empty()) {
        return false;
    }
    const auto date = parse_date(since);
    return since == sent || (date && modified > 0 && *date >= modified);
}

/// As the sandbox names them, and as the hosts of images do: /eu/icons/56/inv_sword_04.jpg.
bool is_image_path(std::string_view path)
{
    return path.starts_with("/render/")
        || ((path.ends_with(".jpg") || path.ends_with(".png")) && !path.starts_with("/data/")
            && !path.starts_with("/profile/"));
}

} // namespace

struct Service::Target {
    std::string path; // decoded, without region prefix
    std::string_view query;
    std::string region; // of the prefix; empty without one
    bool proper = true; // false: bytes that should have been encoded
};

Service::Service(const Options& options)
    : options_(options)
    , answers_(options.answers)
    , replay_(open_replay(options.replay))
    , world_(options.seed, options.characters, replay_ ? replay_->recorded() : Recorded{})
    , oauth_(options.token_lifetime)
    , login_(world_, oauth_, options.token_lifetime)
    , rate_(options.rate)
    , cache_(options.cache_mib << 20U)
    , latency_ms_(options.latency_ms)
    , jitter_ms_(options.jitter_ms)
{
    for (const auto& fault : options.faults) {
        faults_.add(fault);
    }
}

int Service::latency()
{
    const int jitter = jitter_ms_.load();
    const int spread = jitter == 0 ? 0 : static_cast<int>(between(mix(options_.seed, ++drawn_), -jitter, jitter));
    return std::max(0, latency_ms_.load() + spread);
}

Answer Service::handle(const Request& request)
{
    Target target;
    auto raw = request.target;
    if (const auto question = raw.find('?'); question != std::string_view::npos) {
        target.query = raw.substr(question + 1);
        raw = raw.substr(0, question);
    }
    if (raw.starts_with("/_sandbox/")) {
        return control(request, raw, target.query);
    }
    if (raw.size() > 4 && raw[3] == '/' && is_region(raw.substr(1, 2))) {
        target.region = raw.substr(1, 2);
        raw.remove_prefix(3);
    }
    const auto decoded = percent_decode(raw);
    target.proper = decoded.has_value();
    target.path = decoded.value_or(std::string(raw));

    const bool is_image = is_image_path(target.path);
    auto login = is_image ? std::nullopt : login_.handle(request, target.path, target.query, base_);
    const auto effect = faults_.take(target.path, !login && !is_image);
    Answer answer;
    if (login) {
        answer = std::move(*login);
        if (answer.status == 200 && Login::is_token(target.path)) {
            statistics_.token_issued();
        }
    } else if (is_image) {
        std::string type;
        answer.body = make_body(picture(target.path, type));
        answer.header("Content-Type", type);
        answer.header("Cache-Control", "public, max-age=86400");
    } else if (effect.kind == FaultKind::unauthorized || effect.kind == FaultKind::throttled
        || effect.kind == FaultKind::throttled_bare || effect.kind == FaultKind::unavailable) {
        const auto bearer = oauth_.bearer_of(request.authorization);
        statistics_.arrived(bearer ? bearer->client : "", Clock::now());
        answer.counted = true;
    } else {
        Request plain = request;
        if (effect.kind == FaultKind::truncated || effect.kind == FaultKind::reset) {
            // A whole body is needed to spoil it, and a plain one for the defect to reach the parser.
            plain.if_modified_since = {};
            plain.accept_encoding = {};
        }
        answer = api(plain, target);
    }
    apply(answer, effect);
    answer.delay_ms += latency();
    if (answer.counted) {
        const auto match = router_.find(target.path);
        statistics_.answered(match.route == nullptr ? "unknown" : std::string_view(match.route->pattern), target.path,
            answer.status, answer.body ? std::min(answer.cut, answer.body->size()) : 0);
    }
    return answer;
}

Answer Service::api(const Request& request, const Target& target)
{
    const auto now = Clock::now();
    const auto bearer = oauth_.bearer_of(request.authorization);
    statistics_.arrived(bearer ? bearer->client : "", now);
    if (!bearer) {
        return error_answer(401);
    }
    if (!rate_.admit(bearer->client, now)) {
        auto answer = error_answer(429);
        answer.header("Retry-After", "1");
        return answer;
    }
    if (request.method != "GET") {
        return error_answer(405);
    }
    if (!target.proper) {
        return error_answer(404);
    }
    if (target.path.starts_with("/profile/user/") && bearer->account.empty()) {
        return error_answer(401);
    }
    if (!bearer->account.empty() && bearer->scope.find("wow.profile") == std::string::npos) {
        return error_answer(403);
    }
    auto answer = content(request, target, router_.find(target.path), bearer->account);
    answer.counted = true;
    return answer;
}

Answer Service::content(const Request& request, const Target& target, const Match& match, const std::string& account)
{
    const auto asked =
        request.name_space.empty() ? form_value(target.query, "namespace") : std::string(request.name_space);
    if (!asked) {
        return error_answer(403);
    }
    const auto space = parse_name_space(*asked);
    if (!is_region(space.region) || (!target.region.empty() && target.region != space.region)) {
        return error_answer(404);
    }
    if (auto file = answers_.find(target.path, base_)) {
        return written(request, std::move(*file), space.region, space.space);
    }
    const bool of_person = target.path.starts_with("/profile/wow/character/") && match.arguments.size() == 2;
    PersonPointer person;
    if (replay_) {
        if (of_person) {
            person = world_.people().find(space.region, match.arguments[0], match.arguments[1]);
        }
        const bool of_guild = target.path.starts_with("/data/wow/guild/") && match.arguments.size() == 2;
        const auto guild =
            of_guild ? world_.guilds().find(space.region, match.arguments[0], match.arguments[1]) : nullptr;
        const bool own = (person != nullptr && person->changed) || (guild != nullptr && guild->changed);
        const auto* recording = own ? nullptr : replay_->find(space.region, space.space, target.path);
        if (recording != nullptr) {
            return recorded(request, *recording, person);
        }
        if (options_.replay_only) {
            return error_answer(404);
        }
    }
    if (match.route == nullptr || match.route->space != space.space) {
        return error_answer(404);
    }
    Scene scene{
        base_, space.region, world_.build(), parse_locale(form_value(target.query, "locale")), world_.published()};
    const auto page = match.route->endpoint(Call{world_, scene, match.arguments, target.query, account});
    if (page.status != 200) {
        return error_answer(page.status);
    }
    if (page.all_locales) {
        scene.locale = {};
    }
    const auto modified = unpadded_date(page.modified);
    Answer answer;
    answer.header("Last-Modified", modified);
    answer.headers += "Battlenet-Namespace: " + space.space + "-";
    if (space.space == "static") {
        answer.headers += scene.build + "-";
    }
    answer.headers += space.region + "\r\n";
    answer.header("Battlenet-Schema", match.route->schema);
    answer.header("Battlenet-Schema-Revision", std::to_string(match.route->revision));
    const auto trace = mix(options_.seed, ++drawn_);
    answer.headers +=
        fmt::format("X-Trace-TraceId: {:016x}{:016x}\r\nX-Trace-SpanId: {:016x}\r\n", trace, mix(trace), mix(trace, 1));
    if (page.max_age > 0) {
        answer.headers += fmt::format("Cache-Control: public, max-age={}\r\n", page.max_age);
    }
    if (not_modified(request.if_modified_since, modified, page.modified)) {
        answer.status = 304;
        return answer;
    }
    answer.header("Content-Type", "application/json;charset=UTF-8");
    answer.header("Vary", "accept-encoding");
    attach(answer, request,
        fmt::format("{}|{}|{}|{}|{}|{}|{}", target.path, scene.region, static_cast<int>(scene.locale.mode),
            scene.locale.code, scene.build, page.modified, page.variant),
        [&] {
            Document document(scene);
            page.write(document);
            return make_body(document.take());
        });
    return answer;
}

Answer Service::written(const Request& request, WrittenAnswer file, const std::string& region, const std::string& space)
{
    Answer answer;
    answer.status = file.status;
    const auto modified = unpadded_date(file.modified);
    answer.header("Last-Modified", modified);
    answer.header("Battlenet-Namespace", space + "-" + region);
    if (not_modified(request.if_modified_since, modified, file.modified)) {
        answer.status = 304;
        return answer;
    }
    answer.header("Content-Type", "application/json;charset=UTF-8");
    answer.body = make_body(std::move(file.body)); // small, and may change: neither kept nor compressed
    return answer;
}

Answer Service::recorded(const Request& request, const Recording& recording, const PersonPointer& person)
{
    Answer answer;
    answer.status = recording.status;
    auto modified = recording.last_modified;
    if (!modified.empty() && person != nullptr && person->touched) {
        modified = unpadded_date(person->last_login);
    }
    for (const auto& [name, value] : recording.headers) {
        answer.header(name, value == recording.last_modified ? modified : value);
    }
    if (recording.headers.empty()) {
        answer.header("Content-Type", "application/json;charset=UTF-8");
    }
    if (!modified.empty() && not_modified(request.if_modified_since, modified, parse_date(modified).value_or(0))) {
        answer.status = 304;
        return answer;
    }
    attach(answer, request, recording.file.string(), [&] { return replay_->body_of(recording); });
    return answer;
}

template <typename Make>
void Service::attach(Answer& answer, const Request& request, std::string key, Make make)
{
    const bool compress = wants_gzip(request);
    key += compress ? "|gzip" : "";
    answer.body = cache_.find(key);
    if (answer.body == nullptr) {
        answer.body = make();
        if (compress && answer.body->size() >= smallest_gzip) {
            answer.body = make_body(gzip(*answer.body));
        }
        cache_.put(key, answer.body);
    }
    if (compress && answer.body->starts_with("\x1f\x8b")) {
        answer.header("Content-Encoding", "gzip");
    }
}

} // namespace sandbox
