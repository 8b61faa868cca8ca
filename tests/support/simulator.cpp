#include "simulator.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

#include <sstream>

namespace test {
namespace {

using Poco::JSON::Object;

// Generous: the first start under a sanitizer on a busy machine takes its time.
constexpr milliseconds time_to_start{30'000};
constexpr long seconds_to_answer = 20;

Object::Ptr parse(const std::string& text) {
    try {
        Poco::JSON::Parser parser;
        return parser.parse(text).extract<Object::Ptr>();
    } catch (const Poco::Exception&) {
        throw SimulatorError("the simulator said something that is not a JSON object: " + text);
    }
}

template <class T>
std::optional<T> maybe(const Object& object, const std::string& key) {
    if (object.isNull(key))
        return std::nullopt;
    return object.getValue<T>(key);
}

PlayerNow player_from(const std::string& text) {
    const Object::Ptr json = parse(text);
    PlayerNow now;
    now.is_playing = json->getValue<bool>("is_playing");
    now.active = json->getValue<bool>("active");
    now.track_name = json->getValue<std::string>("track_name");
    now.artist = json->getValue<std::string>("artist");
    now.item_uri = json->getValue<std::string>("item_uri");
    now.duration_ms = json->getValue<std::int64_t>("duration_ms");
    now.progress_ms = json->getValue<std::int64_t>("progress_ms");
    now.shuffle = json->getValue<bool>("shuffle");
    now.repeat = json->getValue<std::string>("repeat");
    now.device_name = maybe<std::string>(*json, "device_name");
    now.volume = maybe<int>(*json, "volume");
    return now;
}

RequestSeen request_from(const Object& json) {
    RequestSeen seen;
    seen.n = json.getValue<std::int64_t>("n");
    seen.at_ms = json.getValue<std::int64_t>("at_ms");
    seen.connection = json.getValue<std::int64_t>("connection");
    seen.method = json.getValue<std::string>("method");
    seen.path = json.getValue<std::string>("path");
    seen.status = json.getValue<int>("status");
    seen.client_id = json.getValue<std::string>("client_id");
    seen.content_length_present = json.getValue<bool>("content_length_present");
    seen.token_fingerprint = json.getValue<std::string>("token_fingerprint");
    return seen;
}

std::vector<std::string> command_line(const std::vector<std::string>& arguments) {
    std::vector<std::string> line{SIMULATOR_PROGRAM};
    line.insert(line.end(), arguments.begin(), arguments.end());
    return line;
}

} // namespace

Simulator::Simulator(const std::vector<std::string>& arguments)
    : process_(command_line(arguments)) {
    const auto line = process_.read_line(time_to_start);
    if (!line)
        throw SimulatorError("the simulator did not say that it is ready: " + process_.error_text());
    const Object::Ptr ready = parse(*line);
    accounts_url_ = ready->getValue<std::string>("accounts_url");
    api_url_ = ready->getValue<std::string>("api_url");
    control_url_ = ready->getValue<std::string>("control_url");
    covers_url_ = ready->getValue<std::string>("covers_url");
    ca_file_ = ready->getValue<std::string>("ca_file");
    other_ca_file_ = ready->getValue<std::string>("other_ca_file");
}

std::uint16_t Simulator::port() const {
    return Poco::URI(accounts_url_).getPort();
}

std::string Simulator::control(const std::string& method, const std::string& path, const std::string& body) {
    const Poco::URI door(control_url_);
    try {
        Poco::Net::HTTPClientSession session(door.getHost(), door.getPort());
        session.setTimeout(Poco::Timespan(seconds_to_answer, 0));
        Poco::Net::HTTPRequest request(method, path, Poco::Net::HTTPMessage::HTTP_1_1);
        request.setContentType("application/json");
        request.setContentLength(static_cast<std::streamsize>(body.size()));
        session.sendRequest(request) << body;
        Poco::Net::HTTPResponse response;
        std::string answer;
        Poco::StreamCopier::copyToString(session.receiveResponse(response), answer);
        if (response.getStatus() != Poco::Net::HTTPResponse::HTTP_OK)
            throw SimulatorError(method + ' ' + path + ": " + answer);
        return answer;
    } catch (const Poco::Exception& trouble) {
        throw SimulatorError(method + ' ' + path + ": " + trouble.displayText());
    }
}

std::string Simulator::add_account(const std::string& json) {
    return parse(control("POST", "/accounts", json))->getValue<std::string>("refresh_token");
}

std::string Simulator::grant(const std::string& account, const std::string& json) {
    return parse(control("POST", "/accounts/" + account + "/grant", json))
        ->getValue<std::string>("refresh_token");
}

void Simulator::change_account(const std::string& account, const std::string& json) {
    control("PATCH", "/accounts/" + account, json);
}

std::string Simulator::authorize(const std::string& account, const std::string& url,
                                 const std::string& decision) {
    Object wanted;
    wanted.set("url", url);
    wanted.set("decision", decision);
    std::ostringstream text;
    wanted.stringify(text);
    const Object::Ptr answer = parse(control("POST", "/accounts/" + account + "/authorize", text.str()));
    if (answer->has("page"))
        throw SimulatorError(answer->getValue<std::string>("page"));
    return answer->getValue<std::string>("redirect_url");
}

void Simulator::add_app(const std::string& json) {
    control("POST", "/apps", json);
}

void Simulator::set_app(const std::string& client_id, const std::string& json) {
    control("PATCH", "/apps/" + client_id, json);
}

PlayerNow Simulator::player(const std::string& account) {
    return player_from(control("GET", "/accounts/" + account));
}

PlayerNow Simulator::change_player(const std::string& account, const std::string& json) {
    return player_from(control("PATCH", "/accounts/" + account + "/player", json));
}

void Simulator::change_tokens(const std::string& account, const std::string& json) {
    control("POST", "/accounts/" + account + "/tokens", json);
}

void Simulator::change_settings(const std::string& json) {
    control("POST", "/settings", json);
}

std::int64_t Simulator::add_fault(const std::string& json) {
    return parse(control("POST", "/faults", json))->getValue<std::int64_t>("id");
}

void Simulator::clear_faults() {
    control("DELETE", "/faults");
}

std::int64_t Simulator::hang_up_idle() {
    return parse(control("POST", "/faults", R"({"kind":"hangup_idle"})"))->getValue<std::int64_t>("closed");
}

void Simulator::change_weather(const std::string& json) {
    control("POST", "/weather", json);
}

std::int64_t Simulator::open_window(const std::string& json) {
    return parse(control("POST", "/weather/windows", json))->getValue<std::int64_t>("id");
}

void Simulator::clear_weather() {
    control("DELETE", "/weather");
}

void Simulator::reset() {
    control("POST", "/reset");
}

std::vector<RequestSeen> Simulator::requests(std::int64_t since) {
    const Object::Ptr json = parse(control("GET", "/requests?since=" + std::to_string(since)));
    const auto list = json->getArray("requests");
    std::vector<RequestSeen> seen;
    for (unsigned index = 0; index < list->size(); ++index)
        seen.push_back(request_from(*list->getObject(index)));
    return seen;
}

SimulatorStats Simulator::stats() {
    const Object::Ptr json = parse(control("GET", "/stats"));
    return {json->getValue<std::int64_t>("connections"), json->getValue<std::int64_t>("handshakes_failed"),
            json->getValue<std::int64_t>("requests"), json->getValue<std::int64_t>("early_requests"),
            json->getValue<std::int64_t>("dead_token_requests")};
}

void Simulator::shut_down() {
    control("POST", "/shutdown");
}

} // namespace test
