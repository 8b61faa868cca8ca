#include "tcp/conversation.hpp"

#include "tcp/sentences.hpp"
#include "tcp/values.hpp"

#include "host/lines.hpp"
#include "host/nearest.hpp"
#include "host/other_keys.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace avhost::tcp {
namespace {

constexpr unsigned max_wrong_keys = 3;
constexpr std::size_t max_due = 100;             // requests without their answer
constexpr std::size_t max_unsent = 64 * 1024;    // bytes
constexpr std::size_t bytes_at_once = 16 * 1024; // of next(), by and large

const char* const needs_key = "this connection needs an access key first: key KEY";

} // namespace

Conversation::Conversation(Behind behind, std::optional<host::Role> role, Enter enter,
                           std::shared_ptr<host::Mailbox> mailbox)
    : behind_{std::move(behind)}
    , enter_{std::move(enter)}
    , mailbox_{std::move(mailbox)} {
    if (role) {
        this->enter(*role);
        write(greeting(behind_.host.devices()));
    } else {
        write(greeting_for_strangers());
    }
}

Conversation::~Conversation() {
    mailbox_->close();
    json_.reset();
    peer_.reset();
}

void Conversation::enter(host::Role role) {
    // Introduced, so that the values of a device that was made anew are told.
    peer_.emplace(behind_.host, host::Peer::Options{role, true, nullptr, {}},
                  [this](const host::Happening& happening) { tell(happening); });
}

std::optional<host::Role> Conversation::role() const {
    return peer_ ? std::optional{peer_->role()} : std::nullopt;
}

bool Conversation::is_full() const {
    return waiting_.size() + in_order_.size() + tagged_.size() >= max_due || out_.size() >= max_unsent;
}

bool Conversation::is_over() const {
    return is_ending_ && out_.empty() &&
           (drops_answers_ ||
            (waiting_.empty() && in_order_.empty() && tagged_.empty() && (!json_ || json_->pending() == 0)));
}

void Conversation::end_of_input() {
    is_ending_ = true;
}

void Conversation::refuse_overlong(std::size_t max_bytes) {
    write(error_line(
        {dp::Status::bad_argument,
         "expected lines of at most " + std::to_string(max_bytes / 1024) + " KiB; this connection ends"}));
    is_ending_ = true;
    drops_answers_ = true;
}

// ---- What comes

void Conversation::take(Line line) {
    if (is_ending_) {
        return;
    }
    end_ = line.end;
    if (line.text.front() == '{') {
        take_json(line.text);
        return;
    }
    const auto text = decoded(line.text, charset_);
    auto request = text ? read_request(*text)
                        : Request{{},
                                  Fault{dp::Status::bad_argument,
                                        "expected UTF-8; for 8-bit characters say first: charset latin1"}};
    if (!peer_ && !is_for_strangers(request.word)) {
        request.word = Fault{dp::Status::forbidden, needs_key};
    }
    has_spoken_ = has_spoken_ || !std::holds_alternative<KeyWord>(request.word);
    if (request.tag.empty()) {
        waiting_.push_back(std::move(request));
        start_waiting();
    } else {
        perform(std::move(request));
    }
}

void Conversation::take_json(std::string_view text) {
    if (!peer_) {
        write_raw(host::write_error_line(needs_key, text));
        return;
    }
    has_spoken_ = true;
    if (!json_) {
        start_json();
    }
    json_->take(text);
}

// What happened before in the short dialect is told in it.
void Conversation::start_json() {
    {
        const std::lock_guard guard{watching_mutex_};
        is_json_ = true;
    }
    while (auto outgoing = mailbox_->take()) {
        render(std::move(*outgoing));
    }
    host::LineSession::Options options;
    options.role = peer_->role();
    options.log = behind_.ring;
    options.reload = behind_.reload;
    options.quit = [this] {
        is_ending_ = true;
        drops_answers_ = true;
    };
    options.send_happening = [box = mailbox_](host::Happening happening) { box->put(std::move(happening)); };
    json_.emplace(
        behind_.host, [box = mailbox_](std::string line) { box->put(std::move(line)); }, std::move(options));
}

// Actions and writes start while others run, so that the newest of a kind may replace older ones; all else waits for
// what was asked before it, so that it tells what came of that.
void Conversation::start_waiting() {
    while (!waiting_.empty()) {
        const auto& word = waiting_.front().word;
        const bool is_command = std::holds_alternative<DoWord>(word) || std::holds_alternative<SetWord>(word);
        const bool all_run = std::all_of(in_order_.begin(), in_order_.end(),
                                         [](const Due& one) { return one.targets.empty(); });
        if (!(is_command ? all_run : in_order_.empty())) {
            return;
        }
        auto request = std::move(waiting_.front());
        waiting_.pop_front();
        perform(std::move(request));
    }
}

struct Conversation::Performer {
    Conversation& in;
    const std::uint64_t number;

    void operator()(const Fault& fault) const { in.refuse(number, fault); }

    void operator()(const KeyWord& word) const {
        if (in.peer_ && !in.enter_) {
            in.answer(number, {"ok"}); // none is needed
            return;
        }
        if (in.peer_) {
            in.refuse(number, {dp::Status::wrong_state, "expected one access key for a connection"});
            return;
        }
        const auto entry = in.enter_(word.key);
        if (entry.role) {
            in.enter(*entry.role);
            in.answer(number, {"ok"});
            return;
        }
        in.refuse(number, {dp::Status::forbidden, entry.refusal});
        if (++in.wrong_keys_ >= max_wrong_keys) {
            in.is_ending_ = true;
            in.drops_answers_ = true;
        }
    }

    void operator()(const ListWord&) const {
        Lines lines;
        for (const auto& device : in.behind_.host.devices()) {
            lines.push_back(device_line(device));
        }
        lines.emplace_back("ok");
        in.answer(number, std::move(lines));
    }

    void operator()(GetWord& word) const {
        const bool is_one = word.targets.size() == 1 && !word.targets.front().id.empty();
        ask_values(std::move(word.targets), !is_one, false);
    }
    void operator()(WatchWord& word) const { ask_values(std::move(word.targets), true, true); }

    void ask_values(std::vector<Target> targets, bool ends_with_ok, bool watched) const {
        if (const auto fault = in.unknown(targets)) {
            in.refuse(number, *fault);
            return;
        }
        Due& due = *in.find(number);
        due.targets = std::move(targets);
        due.ends_with_ok = ends_with_ok;
        in.ask_values(number, watched);
    }

    void operator()(const UnwatchWord& word) const {
        {
            const std::lock_guard guard{in.watching_mutex_};
            for (const auto& target : word.targets) {
                in.watching_.remove(target);
            }
        }
        for (const auto& target : word.targets) {
            std::erase_if(in.told_, [&](const auto& one) {
                const auto dot = one.first.find('.');
                return is_within(target, one.first.substr(0, dot), one.first.substr(dot + 1));
            });
        }
        in.answer(number, {"ok"});
    }

    void operator()(SetWord& word) const {
        const auto manifest = in.behind_.host.manifest(word.property.device);
        const auto* const property = manifest ? manifest->property(word.property.id) : nullptr;
        auto value =
            read_value(word.value, property != nullptr ? property->schema.type : host::SchemaType::any);
        if (const auto fault = in.unknown({{word.property.device, {}}})) {
            in.refuse(number, *fault);
        } else if (manifest && property == nullptr) {
            in.refuse(number, *in.unknown({word.property}));
        } else if (auto* const bad = std::get_if<Fault>(&value)) {
            in.refuse(number, {bad->status, word.property.id + ": " + bad->sentence});
        } else {
            refuse_unless_empty(in.peer_->write(word.property.device, word.property.id,
                                                std::move(std::get<dp::Value>(value)), token(), 0));
        }
    }

    void operator()(DoWord& word) const {
        const auto manifest = in.behind_.host.manifest(word.action.device);
        const auto* const action = manifest ? manifest->action(word.action.id) : nullptr;
        auto params = read_params(word.params, action);
        if (const auto fault = in.unknown({{word.action.device, {}}})) {
            in.refuse(number, *fault);
        } else if (manifest && action == nullptr) {
            in.refuse(number, {dp::Status::unknown_id,
                               word.action.device + " has no action " + word.action.id +
                                   host::suggestion_or_list(word.action.id, host::ids(manifest->actions))});
        } else if (auto* const bad = std::get_if<Fault>(&params)) {
            in.refuse(number, *bad);
        } else {
            refuse_unless_empty(in.peer_->invoke(word.action.device, word.action.id,
                                                 std::move(std::get<std::vector<dp::NamedValue>>(params)),
                                                 token(), 0));
        }
    }

    void operator()(const AttentionWord& word) const {
        if (const auto fault = in.unknown({{word.device, {}}})) {
            in.refuse(number, *fault);
        } else {
            in.peer_->attention(word.device, word.level);
            in.answer(number, {"ok"});
        }
    }

    void operator()(const CharsetWord& word) const {
        in.charset_ = word.charset;
        in.answer(number, {"ok"});
    }
    void operator()(const WidthWord& word) const {
        in.width_ = word.width;
        in.answer(number, {"ok"});
    }
    void operator()(const PingWord&) const { in.answer(number, {"pong"}); }
    void operator()(const HelpWord&) const {
        auto lines = help();
        lines.emplace_back("ok");
        in.answer(number, std::move(lines));
    }
    void operator()(const QuitWord&) const {
        in.answer(number, {});
        in.is_ending_ = true;
        in.drops_answers_ = true;
    }

private:
    std::int64_t token() const { return static_cast<std::int64_t>(number); }
    // The device may have gone by a reload since it was looked for.
    void refuse_unless_empty(const std::string& trouble) const {
        if (!trouble.empty()) {
            in.refuse(number, {dp::Status::unknown_id, trouble});
        }
    }
};

void Conversation::perform(Request request) {
    const auto number = due(std::move(request.tag));
    std::visit(Performer{*this, number}, request.word);
}

std::optional<Fault> Conversation::unknown(const std::vector<Target>& targets) const {
    for (const auto& target : targets) {
        if (target.device == "*") {
            continue;
        }
        if (!behind_.host.has_device(target.device)) {
            const auto known = host::ids(behind_.host.devices());
            return Fault{dp::Status::unknown_id, "the site has no device " + target.device +
                                                     host::suggestion_or_list(target.device, known)};
        }
        const auto manifest = behind_.host.manifest(target.device);
        if (!target.id.empty() && manifest && manifest->property(target.id) == nullptr) {
            return Fault{dp::Status::unknown_id,
                         target.device + " has no property " + target.id +
                             host::suggestion_or_list(target.id, host::ids(manifest->properties))};
        }
    }
    return std::nullopt;
}

// The values and the beginning of the watch are of one moment of the host's: what is told from then on comes after them.
void Conversation::ask_values(std::uint64_t number, bool watched) {
    const auto targets = find(number)->targets;
    std::vector<std::string> devices;
    for (const auto& device : behind_.host.devices()) {
        if (std::any_of(targets.begin(), targets.end(), [&](const Target& target) {
                return target.device == "*" || target.device == device.id;
            })) {
            devices.push_back(device.id);
        }
    }
    peer_->snapshots(std::move(devices),
                     [this, number, targets, watched](std::vector<host::Snapshot> snapshots) {
                         if (watched) {
                             const std::lock_guard guard{watching_mutex_};
                             for (const auto& target : targets) {
                                 watching_.add(target);
                             }
                         }
                         mailbox_->put(host::Reply{number, std::move(snapshots)});
                     });
}

// ---- What is due

std::uint64_t Conversation::due(std::string tag) {
    Due due{++last_number_, std::move(tag), {}};
    if (due.tag.empty()) {
        in_order_.push_back(std::move(due));
    } else {
        tagged_.emplace(last_number_, std::move(due));
    }
    return last_number_;
}

Conversation::Due* Conversation::find(std::uint64_t number) {
    if (const auto found = tagged_.find(number); found != tagged_.end()) {
        return &found->second;
    }
    const auto found = std::find_if(in_order_.begin(), in_order_.end(),
                                    [&](const Due& one) { return one.number == number; });
    return found != in_order_.end() ? &*found : nullptr;
}

void Conversation::answer(std::uint64_t number, Lines lines) {
    if (const auto found = tagged_.find(number); found != tagged_.end()) {
        for (const auto& line : lines) {
            write(found->second.tag + ' ' + line);
        }
        tagged_.erase(found);
    } else if (Due* const due = find(number)) {
        due->answer = std::move(lines);
        flush();
    }
}

void Conversation::refuse(std::uint64_t number, const Fault& fault) {
    answer(number, {error_line(fault)});
}

void Conversation::flush() {
    while (!in_order_.empty() && in_order_.front().answer) {
        for (const auto& line : *in_order_.front().answer) {
            write(line);
        }
        in_order_.pop_front();
    }
}

// ---- What is told

void Conversation::tell(const host::Happening& happening) {
    if (const auto* const completion = std::get_if<host::Completion>(&happening)) {
        mailbox_->put(host::Reply{static_cast<std::uint64_t>(completion->token), *completion});
        return;
    }
    const std::lock_guard guard{watching_mutex_};
    if (is_json_) {
        return;
    }
    if (auto part = watching_.part_of(happening)) {
        mailbox_->put(std::move(*part));
    }
}

std::string Conversation::next() {
    while (out_.size() < bytes_at_once && !drops_answers_) {
        auto outgoing = mailbox_->take();
        if (!outgoing) {
            break;
        }
        render(std::move(*outgoing));
        start_waiting();
    }
    return std::exchange(out_, {});
}

void Conversation::render(host::Outgoing outgoing) {
    if (const auto* const line = std::get_if<std::string>(&outgoing)) {
        write_raw(*line);
    } else if (const auto* const reply = std::get_if<host::Reply>(&outgoing)) {
        render(*reply);
    } else {
        render(std::get<host::Happening>(outgoing));
    }
}

void Conversation::render(const host::Happening& happening) {
    if (json_) {
        write_raw(host::write_line(happening));
    } else if (const auto* const batch = std::get_if<host::Batch>(&happening)) {
        for (const auto& value : batch->changed) {
            render_change(batch->device, value);
        }
    } else if (const auto* const event = std::get_if<host::Event>(&happening)) {
        const std::lock_guard guard{watching_mutex_};
        if (watching_.covers_events(event->device)) {
            write(event_line(*event));
        }
    }
}

// What was unwatched while it waited is not told, and neither is what did not change after all.
void Conversation::render_change(const std::string& device, const dp::NamedValue& value) {
    {
        const std::lock_guard guard{watching_mutex_};
        if (!watching_.covers(device, value.name)) {
            return;
        }
    }
    auto text = shown(value.value);
    auto& told = told_[device + '.' + value.name];
    if (told != text) {
        told = std::move(text);
        write(value_line(device, value));
    }
}

void Conversation::render(const host::Reply& reply) {
    if (const auto* const completion = std::get_if<host::Completion>(&reply.content)) {
        answer(reply.number, {outcome_line(*completion)});
        return;
    }
    Due* const due = find(reply.number);
    if (due == nullptr) {
        return;
    }
    Lines lines;
    for (const auto& snapshot : std::get<std::vector<host::Snapshot>>(reply.content)) {
        for (const auto& value : snapshot.values) {
            const bool is_asked =
                std::any_of(due->targets.begin(), due->targets.end(), [&](const Target& target) {
                    return is_within(target, snapshot.device, value.name);
                });
            if (is_asked) {
                lines.push_back(value_line(snapshot.device, value));
                const std::lock_guard guard{watching_mutex_};
                if (watching_.covers(snapshot.device, value.name)) {
                    told_[snapshot.device + '.' + value.name] = shown(value.value);
                }
            }
        }
    }
    if (!due->ends_with_ok && lines.empty()) { // the device has gone by a reload meanwhile
        lines.push_back(
            error_line({dp::Status::unknown_id, "the site has no device " + due->targets.front().device}));
    }
    if (due->ends_with_ok) {
        lines.emplace_back("ok");
    }
    answer(reply.number, std::move(lines));
}

void Conversation::write(std::string_view line) {
    out_ += fitted_to(encoded(line, charset_), width_, charset_);
    out_ += text_of(end_);
}

void Conversation::write_raw(std::string_view line) {
    out_ += line;
    out_ += text_of(end_);
}

} // namespace avhost::tcp
