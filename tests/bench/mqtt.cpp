// What one host carries on a broker: a real avhost with a thousand virtual contacts, a real Mosquitto, and this
// process as everybody else. All three share the machine's cores.
#include "broker.hpp"
#include "peer.hpp"
#include "process.hpp"
#include "section.hpp"
#include "statistics.hpp"
#include "temp_dir.hpp"

#include <csignal>
#include <fstream>
#include <sstream>

#include <unistd.h>

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;
using mqtt_tests::Broker;
using mqtt_tests::Peer;

constexpr int device_count = 1'000;
constexpr int command_count = 20'000;
constexpr int commands_at_once = 200;
constexpr int changes_a_second = 100; // each device changes once in ten seconds
constexpr std::chrono::seconds steadily{10};
constexpr std::chrono::seconds patience{120};
constexpr int messages_of_a_command = 3; // property, state, completion

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

struct Used {
    double cpu_seconds = 0;
    double resident_bytes = 0;
};

// As the kernel counts for another process.
Used used_by(pid_t pid) {
    std::ifstream in{"/proc/" + std::to_string(pid) + "/stat"};
    std::string text;
    std::getline(in, text);
    std::istringstream words{text.substr(std::min(text.rfind(')') + 2, text.size()))};
    std::string word;
    std::vector<double> fields;
    while (words >> word) {
        fields.push_back(std::atof(word.c_str()));
    }
    if (fields.size() < 22) {
        throw CannotMeasure("a process has ended");
    }
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    return {(fields[11] + fields[12]) / ticks, fields[21] * static_cast<double>(::sysconf(_SC_PAGESIZE))};
}

std::string id_of(int device) {
    return "d" + std::to_string(device);
}

std::string site(const std::string& mqtt) {
    std::string text = R"({"devices":[)";
    for (int i = 0; i < device_count; ++i) {
        text += (i == 0 ? "" : ",") + (R"({"id":")" + id_of(i) + R"(","plugin":"contact"})");
    }
    return text + ']' + mqtt + '}';
}

class Campus {
public:
    Campus()
        : text_{site(R"(,"mqtt":{"broker":"mqtt://)" + broker_.address() +
                     R"(","site":"hq","host":"rack-1"})")}
        , site_{folder_.write("site.json", text_)} {}

    Broker& broker() { return broker_; }

    void start() {
        host_ = std::make_unique<test::Process>(
            std::vector<std::string>{AVHOST, "run", site_.string(), "--state",
                                     (folder_.path() / "state").string(), "--plugins", PLUGINS});
    }
    Used used() const { return used_by(host_->pid()); }

    // Without a broker, at rest.
    Used used_without() {
        const auto plain = folder_.write("plain.json", site(""));
        test::Process host{{AVHOST, "run", plain.string(), "--state", (folder_.path() / "plain").string(),
                            "--plugins", PLUGINS, "--stdio"}};
        // The last of the devices tells its state, then nothing happens any more.
        const std::string last = "{\"device\":\"" + id_of(device_count - 1) + "\",\"revision\"";
        if (!host.wait_for_line([&](const auto& line) { return line.starts_with(last); }, patience)) {
            throw CannotMeasure("avhost does not start its devices");
        }
        return used_by(host.pid());
    }

private:
    Broker broker_;
    test::TempDir folder_;
    std::string text_;
    std::filesystem::path site_;
    std::unique_ptr<test::Process> host_;
};

struct Birth {
    double seconds = 0;
    double messages = 0;
};

// From the host's first word on this connection to the last device's being there.
Birth birth(Peer& peer) {
    Birth seen;
    int there = 0;
    std::optional<Clock::time_point> begin;
    peer.on_message = [&](const Peer::Came& came) {
        if (came.topic.ends_with("/hail") || came.retain) {
            return; // what an earlier connection left
        }
        begin = begin ? begin : Clock::now();
        ++seen.messages;
        there += came.topic.ends_with("/availability") && came.payload == "online" ? 1 : 0;
    };
    if (!peer.wait([&] { return there == device_count; }, patience)) {
        throw CannotMeasure("only " + std::to_string(there) + " devices came");
    }
    seen.seconds = seconds_since(*begin);
    return seen;
}

struct Rate {
    double seconds = 0;
    double host_cpu = 0; // s
    double messages = 0; // that the host published
};

std::string set_topic(int device) {
    return "av/hq/device/" + id_of(device) + "/property/closed/set";
}

// As many commands as come through; each changes its device.
Rate full_speed(Peer& peer, const Campus& campus) {
    int completed = 0;
    int sent = 0;
    Rate seen;
    peer.on_message = [&](const Peer::Came& came) {
        if (came.topic.ends_with("/set")) {
            return; // ours
        }
        ++seen.messages;
        completed += came.topic.ends_with("/completion") ? 1 : 0;
    };
    const auto begin = Clock::now();
    const auto before = campus.used().cpu_seconds;
    const bool done = peer.wait(
        [&] {
            while (sent < command_count && sent - completed < commands_at_once) {
                peer.publish(set_topic(sent % device_count),
                             (sent / device_count) % 2 == 0 ? "false" : "true");
                ++sent;
            }
            return completed == command_count;
        },
        patience);
    if (!done) {
        throw CannotMeasure("only " + std::to_string(completed) + " commands were answered");
    }
    seen.seconds = seconds_since(begin);
    seen.host_cpu = campus.used().cpu_seconds - before;
    return seen;
}

// What the same broker passes between two who do nothing else: as many messages of the same size, and a
// command's worth of them at a time.
double bare_messages_a_second(Peer& listener, const Broker& broker) {
    constexpr int count = command_count * messages_of_a_command;
    int came = 0;
    listener.on_message = [&](const Peer::Came&) { ++came; };
    Peer sender{broker.port(), "nothing"};
    const std::string payload = R"({"revision":10,"properties":{"closed":true}})";
    int sent = 0;
    const auto begin = Clock::now();
    const bool done = listener.wait(
        [&] {
            while (sent < count && sent - came < commands_at_once * messages_of_a_command) {
                sender.publish("bare/" + id_of(sent % device_count) + "/state", payload, {true, {}, {}});
                ++sent;
            }
            sender.turn();
            return came == count;
        },
        patience);
    if (!done) {
        throw CannotMeasure("the broker passes nothing on");
    }
    return count / seconds_since(begin);
}

struct Steady {
    std::vector<double> milliseconds; // from a command to the change's being heard
    double host_cpu_share = 0;        // of one core
};

Steady steady(Peer& peer, const Campus& campus) {
    Steady seen;
    std::map<std::string, Clock::time_point> sent; // by device's topic
    int completed = 0;                             // the last message of a command
    peer.on_message = [&](const Peer::Came& came) {
        completed += came.topic.ends_with("/completion") ? 1 : 0;
        if (const auto found = sent.find(came.topic); found != sent.end()) {
            seen.milliseconds.push_back(seconds_since(found->second) * 1000);
            sent.erase(found);
        }
    };
    const auto begin = Clock::now();
    const auto before = campus.used().cpu_seconds;
    constexpr int total = changes_a_second * static_cast<int>(steadily.count());
    int next = 0;
    const bool done = peer.wait(
        [&] {
            while (next < total &&
                   Clock::now() >= begin + std::chrono::milliseconds{1000 * next / changes_a_second}) {
                const int device = next % device_count;
                sent["av/hq/device/" + id_of(device) + "/property/closed"] = Clock::now();
                peer.publish(set_topic(device), (next / device_count) % 2 == 0 ? "true" : "false");
                ++next;
            }
            return completed == total && sent.empty();
        },
        patience);
    if (!done) {
        throw CannotMeasure(std::to_string(sent.size()) + " changes were not heard");
    }
    seen.host_cpu_share = (campus.used().cpu_seconds - before) / seconds_since(begin);
    return seen;
}

Row information(const std::string& what, double value, const std::string& unit, const std::string& measured) {
    return {what, value, unit, measured};
}

} // namespace

Rows measure_mqtt() {
    Rows rows;
    Campus campus;
    const double without = campus.used_without().resident_bytes;

    auto peer = std::make_unique<Peer>(campus.broker().port(), "av/#");
    campus.start();
    const auto first = birth(*peer);
    const double with = campus.used().resident_bytes;
    rows.push_back(
        information("birth of 1,000 devices", first.seconds, "s",
                    in_digits(first.seconds, 2) + " s for " + in_digits(first.messages, 0) + " messages"));
    const double kib = (with - without) / 1024 / device_count;
    rows.push_back(
        information("memory for the broker, by device", kib, "KiB",
                    in_digits(kib, 1) + " KiB, of " + in_digits(with / 1024 / 1024, 0) + " MiB in all"));

    const auto calm = steady(*peer, campus);
    rows.push_back(information("a device's change every ten seconds: command to state, p50",
                               quantile(calm.milliseconds, 0.5), "ms",
                               in_digits(quantile(calm.milliseconds, 0.5), 2) + " ms, p99 " +
                                   in_digits(quantile(calm.milliseconds, 0.99), 2) + " ms"));
    rows.push_back(information("the same: host's share of a core", calm.host_cpu_share * 100, "%",
                               in_digits(calm.host_cpu_share * 100, 1) + " %"));

    const auto full = full_speed(*peer, campus);
    const double rate = full.messages / full.seconds;
    rows.push_back(information("commands as fast as they come through", command_count / full.seconds, "1/s",
                               in_digits(command_count / full.seconds, 0) + " commands/s, " +
                                   in_digits(rate, 0) + " messages/s published"));
    const double cost = full.host_cpu * 1e6 / full.messages;
    rows.push_back(information("host's CPU by message published", cost, "us", in_digits(cost, 1) + " us"));
    rows.push_back({"messages published by command", full.messages / command_count, "",
                    in_digits(full.messages / command_count, 3), "3, none twice",
                    full.messages == double{command_count} * messages_of_a_command});

    // A bare client passes as many through the same broker; the host has plugin, rules and JSON to do beside.
    Peer listener{campus.broker().port(), "bare/#"};
    const double bare = bare_messages_a_second(listener, campus.broker());
    rows.push_back({"the same, against a client that only publishes", rate / bare, "",
                    in_digits(100 * rate / bare, 0) + " % of " + in_digits(bare, 0) + " messages/s",
                    ">= 25 %", rate / bare >= 0.25});

    // The broker dies with everything it had.
    peer.reset();
    campus.broker().kill();
    campus.broker().start();
    const auto returned = Clock::now();
    peer = std::make_unique<Peer>(campus.broker().port(), "av/#");
    const auto again = birth(*peer);
    rows.push_back(information("after a broker that lost all: until everything lies there",
                               seconds_since(returned), "s",
                               in_digits(seconds_since(returned), 2) + " s, of which " +
                                   in_digits(again.seconds, 2) + " s publishing"));
    return rows;
}

} // namespace bench
