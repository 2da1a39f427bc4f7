import Mien

/// The pads that digits go to. A new passcode goes to two: one is judged, which empties it, the other is kept. So does the one
/// before: one is tried, the other is for the change.
struct Pads: Sendable {
    let first = PinPad()
    let again = PinPad()
    let probe = PinPad()
    let old = PinPad()
    let oldSpare = PinPad()
    let drawn = PatternPad()
    let drawnAgain = PatternPad()

    func grid(_ second: Bool) -> PatternPad { second ? drawnAgain : drawn }

    func type(_ digit: UInt8, on screen: Screen) throws -> Int {
        _ = try spare(of: screen)?.push(digit: digit)
        return Int(try pad(of: screen).push(digit: digit))
    }

    func erase(on screen: Screen) -> Int {
        _ = spare(of: screen)?.backspace()
        return Int(pad(of: screen).backspace())
    }

    func clear() {
        clearNew()
        [old, oldSpare].forEach { $0.clear() }
        [drawn, drawnAgain].forEach { $0.clear() }
    }

    func clearNew() {
        [first, again, probe].forEach { $0.clear() }
    }

    private func spare(of screen: Screen) -> PinPad? {
        switch screen {
        case .pad(.choose, _, _), .pad(.new, _, _), .pad(.fresh, _, _): probe
        case .pad(.old, _, _): oldSpare
        default: nil
        }
    }

    private func pad(of screen: Screen) -> PinPad {
        switch screen {
        case .pad(.again, _, _), .pad(.newAgain, _, _), .pad(.freshAgain, _, _): again
        case .pad(.old, _, _): old
        default: first
        }
    }
}
