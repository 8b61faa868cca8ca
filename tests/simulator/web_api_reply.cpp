#include "web_api_reply.hpp"

#include <utility>

namespace sim {
namespace {

HttpReply json_text_reply(std::string text) {
    return {200,
            {{"Content-Type", "application/json; charset=utf-8"}, {"Cache-Control", "private, max-age=0"}},
            std::move(text)};
}

} // namespace

HttpReply json_reply(const json::Object::Ptr& body) {
    return json_text_reply(json::text(body));
}

HttpReply json_reply(const json::Array::Ptr& body) {
    return json_text_reply(json::text(body));
}

HttpReply error_reply(unsigned status, const std::string& message, const std::string& reason) {
    auto error = json::object({{"status", status}, {"message", message}});
    if (!reason.empty())
        error->set("reason", reason);
    return {status,
            {{"Content-Type", "application/json; charset=utf-8"}},
            json::text(json::object({{"error", error}}))};
}

HttpReply unauthorized_reply(const std::string& message, const std::string& error,
                             const std::string& description) {
    HttpReply reply = error_reply(401, message);
    reply.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"spotify\", error=\"" + error +
                                                       "\", error_description=\"" + description + "\"");
    return reply;
}

HttpReply plain_reply(unsigned status, const std::string& text) {
    return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, text};
}

} // namespace sim
