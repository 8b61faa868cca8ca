#include "service.hpp"

#include "accounts_service.hpp"
#include "bearer.hpp"
#include "web_api.hpp"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>

namespace sim {
namespace {

bool is_web_api(const HttpRequest& request) {
    return request.path.rfind("/v1/", 0) == 0;
}

std::string http_date(Millis at) {
    return Poco::DateTimeFormatter::format(Poco::Timestamp(at * 1000), Poco::DateTimeFormat::HTTP_FORMAT);
}

} // namespace

Service::Received Service::receive(const HttpRequest& request, std::int64_t connection, Millis now) {
    Caller caller;
    if (is_web_api(request)) {
        caller.token = bearer_token(request);
        if (const AccessToken* token = world_.tokens.find_access(caller.token))
            caller.client_id = token->client_id;
    } else {
        caller = accounts_caller(request);
    }
    note_early_request(world_, request, caller.client_id, now);
    RequestEntry entry;
    entry.at_ms = now - world_.started_at;
    entry.connection = connection;
    entry.method = request.method;
    entry.path = request.target;
    entry.client_id = caller.client_id;
    entry.content_length_present = request.header("Content-Length").has_value();
    entry.token_fingerprint = fingerprint(caller.token);
    return {world_.log.add(std::move(entry)), caller.client_id, faults_.take(request.method, request.path)};
}

HttpReply Service::answer(const HttpRequest& request, const Received& received, Millis now) {
    if (received.fault && replaces_answer(received.fault->kind) && !received.fault->apply)
        return {};
    HttpReply reply =
        is_web_api(request) ? answer_web_api(world_, request, now) : answer_accounts(world_, request, now);
    reply.headers.emplace_back("Date", http_date(world_.wall_clock(now)));
    return reply;
}

void Service::sent(const HttpRequest& request, const Received& received, const HttpReply& right,
                   unsigned status, Millis now) {
    world_.log.set_status(received.number, status);
    const bool made_up = received.fault && received.fault->kind == FaultKind::status;
    if (status != 0)
        note_announcement(world_, request, made_up ? received.fault->reply : right, received.client_id, now);
}

} // namespace sim
