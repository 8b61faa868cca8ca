#include "mqtt/bridge.hpp"

#include "host/clock.hpp"
#include "host/core/access.hpp"
#include "host/json_text.hpp"
#include "mqtt/discovery.hpp"
#include "mqtt/payloads.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace avhost::mqtt {
namespace {

// Unacknowledged messages beyond which what happens is folded rather than sent after.
constexpr std::size_t window = 200;
// Devices whose owner is asked for at once. A broker drops what a client is slow to take: Mosquitto beyond a
// thousand messages.
constexpr std::size_t most_settling = 200;
constexpr std::int64_t oldest_news = 60'000;   // ms; an event is news, and a late one may do harm
constexpr std::int64_t claim_patience = 5'000; // ms until a broker counts as one that does not take our claim

std::int64_t steady_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

std::string client_id(const host::MqttEntry& entry) {
    std::string id = entry.prefix + '/' + entry.site + '/' + entry.host_name;
    std::replace(id.begin(), id.end(), '/', '_');
    return id;
}

} // namespace

Bridge::Bridge(host::Host& host, BridgeOptions options, Counters& counters)
    : host_{host}
    , options_{std::move(options)}
    , counters_{counters}
    , topics_{options_.entry.prefix, options_.entry.site, options_.entry.host_name}
    , claims_{options_.entry.host_name}
    , desk_{topics_, options_.entry.discovery,
            CommandDesk::Host{
                [this](std::int64_t token, const std::string& device, std::string action,
                       std::vector<dp::NamedValue> params) {
                    host_.invoke({ear_, token, host::common_access.role()}, device, std::move(action),
                                 std::move(params), 0);
                },
                [this](std::int64_t token, const std::string& device, std::string property, dp::Value value) {
                    host_.write({ear_, token, host::common_access.role()}, device, std::move(property),
                                std::move(value), 0);
                }},
            counters}
    , ear_{std::make_shared<Ear>([this] { client_.wake(); })}
    , client_{client_options(), *this} {
    host_.subscribe_and_tell(ear_);
    client_.start();
}

Bridge::~Bridge() {
    client_.stop();
    ear_->close();
    host_.unsubscribe(ear_);
}

ClientOptions Bridge::client_options() const {
    const auto& entry = options_.entry;
    return {entry.address,     entry.port,
            entry.tls,         entry.ca_file,
            entry.certificate, entry.key,
            client_id(entry),  entry.user,
            options_.password, {topics_.status(), write_offline(), true},
            options_.log};
}

void Bridge::log(dp::LogLevel level, const std::string& text) const {
    options_.log({level, "mqtt", text});
}

void Bridge::publish(const Publications& publications) {
    for (const auto& publication : publications) {
        if (client_.publish(publication)) {
            ++counters_.published;
        } else {
            ++counters_.dropped;
        }
    }
}

// ---- The connection
// ---------------------------------------------------------------------------------------------------

void Bridge::on_connected() {
    ++counters_.connections;
    counters_.is_connected = true;
    log(dp::LogLevel::info, "connected to " + options_.entry.address + ':' +
                                std::to_string(options_.entry.port) + " as " + topics_.host() + " of " +
                                options_.entry.prefix + '/' + options_.entry.site);
    publish({{topics_.status(), write_online(host_.version(), {}, {}), true}});
    client_.subscribe({topics_.all_statuses(), topics_.hail(topics_.host()), topics_.barrier()}, 1,
                      Client::Retained::sent);
    meet_devices();
    // The first barrier comes back behind all statuses; the owners are asked for after it.
    settling_.clear();
    publish({{topics_.barrier(), std::to_string(++barrier_), false}});
}

void Bridge::on_lost() {
    counters_.is_connected = false;
    counters_.driven = 0;
    counters_.contested = 0;
    claims_.forget();
    to_settle_.clear();
    settling_.clear();
    births_.clear();
    is_settled_ = false;
    for (auto& [id, device] : devices_) {
        device.is_born = false;
    }
    if (!is_ending_) {
        log(dp::LogLevel::info, "the connection is gone; devices, panel and rules go on");
    }
}

// Which devices there are, and where they are new, who drives them.
void Bridge::meet_devices() {
    std::set<std::string> present;
    for (const auto& info : host_.devices()) {
        present.insert(info.id);
        const auto manifest = host_.manifest(info.id);
        const auto known = devices_.find(info.id);
        const std::string& name = info.is_named ? info.name : info.id;
        if (known != devices_.end() && known->second.shadow.manifest() == manifest) {
            if (std::exchange(known->second.name, name) != name && known->second.is_born) {
                give_to_home_assistant(info.id, known->second);
            }
            continue;
        }
        if (known != devices_.end()) { // another plugin under the same id
            if (known->second.is_born) {
                withdraw(info.id, known->second);
                births_.push_back(info.id);
            }
            devices_.erase(known);
        }
        devices_.emplace(info.id, Device{Shadow{topics_, info.id, manifest}, name});
    }
    for (auto device = devices_.begin(); device != devices_.end();) {
        if (present.count(device->first) != 0) {
            ++device;
            continue;
        }
        const std::string id = device->first;
        if (claims_.drives(id)) {
            client_.unsubscribe({topics_.invocations(id), topics_.writes(id), topics_.owner(id)});
            withdraw(id, device->second);
            publish({{topics_.owner(id), "", true}});
        }
        claims_.remove(id);
        is_status_stale_ = true;
        device = devices_.erase(device);
    }
    to_settle_.clear();
    for (const auto& [id, device] : devices_) {
        if (!claims_.knows(id)) {
            to_settle_.push_back(id);
        }
    }
}

void Bridge::settle_next() {
    const std::size_t count = std::min(to_settle_.size(), most_settling);
    settling_.assign(to_settle_.end() - static_cast<std::ptrdiff_t>(count), to_settle_.end());
    to_settle_.resize(to_settle_.size() - count);
    if (settling_.empty()) {
        if (!std::exchange(is_settled_, true)) {
            settled_at_ = steady_ms();
            is_status_stale_ = true;
            take_back_from_home_assistant();
        }
        return;
    }
    std::vector<std::string> owners;
    for (const auto& id : settling_) {
        owners.push_back(topics_.owner(id));
    }
    client_.subscribe(owners, 1, Client::Retained::sent);
    publish({{topics_.barrier(), std::to_string(++barrier_), false}});
}

void Bridge::on_barrier(const std::string& payload) {
    if (payload != std::to_string(barrier_)) {
        return; // of an earlier connection, or of somebody else
    }
    apply(claims_.settled(std::exchange(settling_, {}), steady_ms()));
    settle_next();
}

void Bridge::on_message(const Message& message) {
    if (is_ending_) {
        return; // nobody would hear what comes of it
    }
    const auto heard = topics_.read(message.topic);
    if (const auto* const status = std::get_if<HostStatus>(&heard)) {
        on_status(status->host, message);
    } else if (std::holds_alternative<Hail>(heard)) {
        is_status_stale_ = true; // which tells it again
    } else if (std::holds_alternative<Barrier>(heard)) {
        on_barrier(message.payload);
    } else if (const auto* const owner = std::get_if<Owner>(&heard)) {
        on_owner(owner->device, message);
    } else if (const auto* const invoke = std::get_if<Invoke>(&heard)) {
        if (claims_.drives(invoke->device)) {
            publish(desk_.take(*invoke, message, steady_ms()));
        }
    } else if (const auto* const write = std::get_if<Write>(&heard)) {
        if (claims_.drives(write->device)) {
            publish(desk_.take(*write, message, host_.manifest(write->device).get(), steady_ms()));
        }
    }
}

// ---- Who drives what
// ---------------------------------------------------------------------------------------------------

void Bridge::on_status(const std::string& host, const Message& message) {
    if (const auto is_online = read_status(message.payload)) {
        apply(claims_.heard_status(
            host, *is_online, message.retain ? Claims::Source::found : Claims::Source::live, steady_ms()));
    }
}

void Bridge::on_owner(const std::string& device, const Message& message) {
    if (devices_.count(device) != 0) {
        apply(claims_.heard_owner(device, read_owner(message.payload),
                                  message.retain ? Claims::Source::found : Claims::Source::live,
                                  steady_ms()));
    }
}

void Bridge::apply(const Claims::Changes& changes) {
    std::vector<std::string> gained;
    for (const auto& [act, device, other] : changes) {
        switch (act) {
        case Claims::Act::claim:
            publish({{topics_.owner(device), write_owner(topics_.host()), true}});
            break;
        case Claims::Act::hail:
            publish({{topics_.hail(other), "", false}});
            break;
        case Claims::Act::gained:
            gained.push_back(device);
            break;
        case Claims::Act::lost:
            let_go(device, other);
            break;
        case Claims::Act::contested:
            if (told_of_.insert(device + ' ' + other).second) {
                log(dp::LogLevel::warning,
                    device + ": the host " + other +
                        " drives a device of this name on the broker, so this one does not: it publishes "
                        "nothing of it and takes no command for it there. Panel and rules go on");
            }
            break;
        }
    }
    drive(gained);
    is_status_stale_ = is_status_stale_ || !changes.empty();
}

void Bridge::drive(const std::vector<std::string>& devices) {
    std::vector<std::string> commands;
    for (const auto& id : devices) {
        commands.push_back(topics_.invocations(id));
        commands.push_back(topics_.writes(id));
        births_.push_back(id);
        for (auto told = told_of_.lower_bound(id + ' ');
             told != told_of_.end() && told->starts_with(id + ' '); told = told_of_.erase(told)) {
            log(dp::LogLevel::info, id + ": is driven by this host now");
        }
    }
    if (!commands.empty()) {
        client_.subscribe(commands, 2, Client::Retained::as_marked);
    }
}

void Bridge::let_go(const std::string& id, const std::string& other) {
    client_.unsubscribe({topics_.invocations(id), topics_.writes(id)});
    births_.erase(std::remove(births_.begin(), births_.end(), id), births_.end());
    if (const auto device = devices_.find(id); device != devices_.end()) {
        device->second.is_born = false;
    }
    given_.erase(topics_.discovery(options_.entry.discovery, id)); // the other one's now
    is_given_stale_ = true;
    log(dp::LogLevel::info, id + ": the host " + other + " takes it over");
}

void Bridge::publish_status() {
    const auto driven = claims_.driven();
    const auto contested = claims_.contested();
    counters_.driven = driven.size();
    counters_.contested = contested.size();
    publish({{topics_.status(), write_online(host_.version(), driven, contested), true}});
}

// ---- What is published
// ---------------------------------------------------------------------------------------------------

void Bridge::on_turn() {
    apply(claims_.tick(steady_ms()));
    if (settling_.empty() && is_settled_ && !to_settle_.empty()) { // devices that came by a reload
        settle_next();
    }
    if (is_settled_ && std::exchange(is_status_stale_, false)) {
        publish_status();
    }
    if (!may_take()) {
        return;
    }
    bool goes_on = true;
    while (goes_on && client_.in_flight() < window) {
        const bool took = take_one();
        const bool bore = client_.in_flight() < window && bear_one();
        goes_on = took || bore;
    }
    remember_given();
    const auto counts = ear_->counts();
    counters_.folded += counts.folded;
    counters_.dropped += counts.dropped;
}

// Not before it is known who drives what: an event of a device that is about to be ours would be lost.
bool Bridge::may_take() const {
    return is_settled_ && (!claims_.is_claiming() || steady_ms() >= settled_at_ + claim_patience);
}

// Up to the first that has something to publish.
bool Bridge::take_one() {
    const auto before = counters_.published.load();
    while (auto happening = ear_->take()) {
        process(*happening);
        if (counters_.published != before) {
            return true;
        }
    }
    return false;
}

bool Bridge::bear_one() {
    for (std::size_t left = births_.size(); left > 0; --left) {
        const std::string id = std::move(births_.front());
        births_.pop_front();
        const auto device = devices_.find(id);
        if (device == devices_.end() || !claims_.drives(id)) {
            continue;
        }
        if (!device->second.shadow.is_known()) {
            births_.push_back(id); // its snapshot is on the way
            continue;
        }
        device->second.is_born = true;
        publish(device->second.shadow.birth());
        give_to_home_assistant(id, device->second);
        return true;
    }
    return false;
}

void Bridge::process(host::Happening& happening) {
    if (const auto* const batch = std::get_if<host::Batch>(&happening)) {
        process_values(batch->device, [&](auto& shadow, auto what) { return shadow.take(*batch, what); });
    } else if (const auto* const snapshot = std::get_if<host::Snapshot>(&happening)) {
        process_values(snapshot->device,
                       [&](auto& shadow, auto what) { return shadow.take(*snapshot, what); });
    } else if (const auto* const change = std::get_if<host::HealthChange>(&happening)) {
        process_values(change->device, [&](auto& shadow, auto what) { return shadow.take(*change, what); });
    } else if (const auto* const event = std::get_if<host::Event>(&happening)) {
        process_event(*event);
    } else if (const auto* const firing = std::get_if<host::RuleFiring>(&happening)) {
        process_firing(*firing);
    } else if (const auto* const completion = std::get_if<host::Completion>(&happening)) {
        publish(desk_.take(*completion));
    } else if (std::holds_alternative<host::SiteChange>(happening)) {
        meet_devices();
    }
}

void Bridge::process_values(const std::string& device,
                            const std::function<Publications(Shadow&, Shadow::Do)>& take) {
    if (const auto found = devices_.find(device); found != devices_.end()) {
        const bool is_born = found->second.is_born;
        publish(take(found->second.shadow, is_born ? Shadow::Do::publish : Shadow::Do::remember));
    }
}

void Bridge::process_event(const host::Event& event) {
    if (!claims_.drives(event.device)) {
        return;
    }
    if (host::epoch_ms() - event.at > oldest_news) {
        ++counters_.dropped;
        return;
    }
    const auto manifest = host_.manifest(event.device);
    const auto seen = host::common_access.seen(event, manifest.get());
    publish({{topics_.event(event.device, event.name), write_event(std::get<host::Event>(seen)), false}});
}

// Its words may hold the value of a property that not everybody may see.
void Bridge::process_firing(const host::RuleFiring& firing) {
    if (host::epoch_ms() - firing.at > oldest_news) {
        ++counters_.dropped;
        return;
    }
    host::KnownDevices known;
    for (const auto& [id, device] : devices_) {
        known.emplace_back(id, device.shadow.manifest());
    }
    publish({{topics_.rule(), write_firing(host::seen_on_bus(firing, known)), false}});
}

void Bridge::withdraw(const std::string& id, const Device& device) {
    publish(device.shadow.withdrawal());
    const std::string topic = topics_.discovery(options_.entry.discovery, id);
    if (given_.erase(topic) != 0) {
        publish({{topic, "", true}});
        is_given_stale_ = true;
    }
}

// ---- Home Assistant
// ---------------------------------------------------------------------------------------------------

void Bridge::give_to_home_assistant(const std::string& id, const Device& device) {
    const auto& entry = options_.entry;
    if (!entry.discovery.empty() && device.shadow.manifest()) {
        const std::string topic = topics_.discovery(entry.discovery, id);
        publish({{topic,
                  write_discovery({topics_, entry.prefix, entry.site, host_.version()}, id, device.name,
                                  *device.shadow.manifest()),
                  true}});
        given_.insert(topic);
        is_given_stale_ = true;
    }
}

// What an earlier run gave and this one does not: the device has left, or discovery was switched off.
void Bridge::take_back_from_home_assistant() {
    try {
        const auto text = options_.recall();
        const auto list = text ? host::as_array(host::read_json(*text, "topics")) : host::JsonArray{};
        if (list.isNull()) {
            return;
        }
        std::set<std::string> ours;
        for (const auto& [id, device] : devices_) {
            if (!options_.entry.discovery.empty()) { // another host's by now, perhaps
                ours.insert(topics_.discovery(options_.entry.discovery, id));
            }
        }
        for (unsigned i = 0; i < list->size(); ++i) {
            const auto value = host::to_value(list->get(i));
            const auto* const topic = std::get_if<std::string>(&value);
            if (topic != nullptr && ours.count(*topic) == 0) {
                publish({{*topic, "", true}});
                is_given_stale_ = true;
            }
        }
        remembered_ = *text;
    } catch (const std::exception& problem) {
        log(dp::LogLevel::warning,
            std::string{"what Home Assistant was told is not known: "} + problem.what());
    }
}

void Bridge::remember_given() {
    if (!births_.empty() || !std::exchange(is_given_stale_, false)) {
        return; // once, when all are there
    }
    std::string text{"["};
    for (const auto& topic : given_) {
        text += (text.size() > 1 ? "," : "") + host::json_quoted(topic);
    }
    text += ']';
    if (text == remembered_) {
        return;
    }
    remembered_ = text;
    try {
        options_.remember(text);
    } catch (const std::exception& problem) {
        log(dp::LogLevel::warning, std::string{"what Home Assistant is told is not kept: "} + problem.what());
    }
}

// ---- The end
// ---------------------------------------------------------------------------------------------------

void Bridge::on_farewell() {
    is_ending_ = true;
    counters_.is_connected = false;
    publish({{topics_.status(), write_offline(), true}}); // first, for who looks at it needs nothing else
    publish(desk_.cancel_all("the host ends"));
    for (auto& [id, device] : devices_) {
        if (device.is_born) {
            publish(device.shadow.farewell());
        }
    }
}

} // namespace avhost::mqtt
