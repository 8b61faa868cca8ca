#include "host_process.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <thread>

#include <Poco/JSON/Parser.h>

namespace e2e {

bool eventually(const std::function<bool()>& holds) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > deadline) {
            return false;
        }
        std::this_thread::sleep_for(
            std::chrono::milliseconds{10}); // between two questions, not in place of one
    }
    return true;
}

std::string spotify_config(const test::Simulator& simulator, const std::string& client_id,
                           const std::string& account, const std::string& ca_file) {
    return R"({"client_id":")" + client_id + R"(","account":")" + account + R"(","accounts_url":")" +
           simulator.accounts_url() + R"(","api_url":")" + simulator.api_url() + R"(","ca_file":")" +
           (ca_file.empty() ? simulator.ca_file() : ca_file) + "\"}";
}

std::string lobby_site(const std::string& config) {
    return R"({"devices":[{"id":"lobby","plugin":"spotify","config":)" + config +
           R"(},{"id":"door","plugin":"contact","config":{}}],)"
           R"("rules":[{"name":"contact closes","when":{"property":"door.closed","becomes":true},)"
           R"("do":[{"invoke":"lobby.pause","params":{}}]}]})";
}

SiteFolder::SiteFolder(const std::string& site) {
    std::ofstream out(site_file());
    out << site;
    REQUIRE(out.flush().good());
}

std::string SiteFolder::site_file() const {
    return (folder_.path() / "site.json").string();
}
std::string SiteFolder::state() const {
    return (folder_.path() / "state").string();
}

void SiteFolder::put_secret(const std::string& key, const std::string& value) const {
    test::Process put({AVHOST, "secret", "put", "spotify", key, "--state", state(), "--plugins", PLUGINS});
    put.write_line(value);
    put.close_stdin();
    const auto ended = put.wait(patience);
    REQUIRE(ended);
    REQUIRE_MESSAGE(ended->status == 0, put.error_text());
}

HostProcess::HostProcess(const SiteFolder& folder, const std::string& plugins)
    : process_({AVHOST, "run", folder.site_file(), "--plugins", plugins, "--state", folder.state(), "--stdio",
                "--strict"}) {}

HostProcess::~HostProcess() {
    const auto said = process_.error_text();
    INFO(said);
    CHECK(said.find("misbehaving") == std::string::npos);
}

Object::Ptr HostProcess::take(const std::string& line) {
    lines_.push_back(line);
    auto object = Poco::JSON::Parser().parse(line).extract<Object::Ptr>();
    const auto device = object->optValue<std::string>("device", "");
    if (object->has("properties")) {
        const auto batch = object->getObject("properties");
        for (const auto& name : batch->getNames()) {
            properties_[device][name] = batch->get(name);
        }
    }
    if (object->has("health")) {
        health_[device] = object->getValue<std::string>("health");
    }
    return object;
}

Object::Ptr HostProcess::wait(const Pleases& pleases) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        const auto line = left.count() > 0 ? process_.read_line(left) : std::nullopt;
        if (!line) {
            MESSAGE("waited in vain; the host said: ", process_.error_text());
            return {};
        }
        auto object = take(*line);
        if (pleases(*object)) {
            return object;
        }
    }
}

Var HostProcess::property(const std::string& device, const std::string& name) const {
    const auto found = properties_.find(device);
    if (found == properties_.end() || found->second.find(name) == found->second.end()) {
        return {};
    }
    return found->second.at(name);
}

bool HostProcess::wait_property(const std::string& device, const std::string& name, const Var& value) {
    const auto holds = [&] {
        const auto now = property(device, name);
        return now.isEmpty() ? value.isEmpty() : !value.isEmpty() && now == value;
    };
    return holds() || !wait([&](const Object&) { return holds(); }).isNull();
}

bool HostProcess::wait_health(const std::string& device, const std::string& health) {
    return health_[device] == health ||
           !wait([&](const Object&) { return health_[device] == health; }).isNull();
}

Object::Ptr HostProcess::wait_event(const std::string& device, const std::string& name) {
    return wait([&](const Object& line) {
        return line.optValue<std::string>("device", "") == device &&
               line.optValue<std::string>("event", "") == name;
    });
}

Object::Ptr HostProcess::wait_completed(int token) {
    return wait([token](const Object& line) { return line.optValue<int>("completed", -1) == token; });
}

std::optional<int> HostProcess::quit() {
    send(R"({"quit":true})");
    const auto ended = process_.wait(patience);
    while (const auto line = process_.read_line(std::chrono::milliseconds{0})) {
        take(*line);
    }
    return ended ? ended->status : std::nullopt;
}

} // namespace e2e
