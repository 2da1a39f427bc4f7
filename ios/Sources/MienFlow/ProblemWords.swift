import Mien

/// A problem in words: what happened and what to do.
extension Words {
    public func problem(_ problem: Problem) -> String {
        switch problem {
        case .notOurCode(let host?):
            say(
                "This is not a login code. It leads to \(host).", "这不是登录二维码。它指向\(host)。",
                "Ini bukan kod log masuk. Ia menuju ke \(host).", "இது உள்நுழைவுக் குறியீடு அல்ல. இது \(host) க்குச் செல்கிறது."
            )
        case .notOurCode(nil):
            say("This is not a code for this app.", "这不是本应用的二维码。", "Ini bukan kod untuk aplikasi ini.", "இது இந்தச் செயலிக்கான குறியீடு அல்ல.")
        case .codeExpired:
            say("The code has expired. Refresh the page.", "二维码已过期，请刷新页面。", "Kod telah tamat tempoh. Segar semula halaman.", "குறியீடு காலாவதியானது. பக்கத்தைப் புதுப்பிக்கவும்.")
        case .notVerified:
            say(
                "This page could not be verified. Do not continue.", "无法核实此页面，请勿继续。",
                "Halaman ini tidak dapat disahkan. Jangan teruskan.", "இந்தப் பக்கத்தைச் சரிபார்க்க முடியவில்லை. தொடர வேண்டாம்."
            )
        case .nothingToShow:
            say(
                "The service asks for something that is not in this app.", "该服务请求的信息不在本应用中。",
                "Perkhidmatan ini meminta sesuatu yang tiada dalam aplikasi ini.", "இந்தச் செயலியில் இல்லாத ஒன்றைச் சேவை கேட்கிறது."
            )
        case .checkDigits:
            say("Type the two digits shown on the page.", "请输入页面上显示的两位数字。", "Taip dua digit yang dipaparkan pada halaman.", "பக்கத்தில் காட்டப்படும் இரண்டு இலக்கங்களை உள்ளிடுக.")
        case .network:
            say("No connection. Nothing was lost.", "网络不可用，内容没有丢失。", "Tiada sambungan. Tiada apa-apa hilang.", "இணைப்பு இல்லை. எதுவும் இழக்கப்படவில்லை.")
        case .wrongPasscode(1): lastTry
        case .wrongPasscode(let left):
            say(
                "Wrong. \(left) tries are left.", "密码错误，还可尝试\(left)次。", "Kod laluan salah. Tinggal \(left) cubaan.",
                "தவறான கடவு எண். \(left) முயற்சிகள் மீதம்."
            )
        case .throttled(let seconds, let left): waiting(seconds, left)
        case .wrongPattern(1): lastTry
        case .wrongPattern(let left):
            say(
                "Wrong pattern. \(left) tries are left.", "图案错误，还可尝试\(left)次。", "Corak salah. Tinggal \(left) cubaan.",
                "தவறான வடிவம். \(left) முயற்சிகள் மீதம்."
            )
        case .samePasscode:
            say(
                "That is your passcode already. Choose another one.", "这就是您现在的密码，请另选一个。",
                "Itu kod laluan anda sekarang. Pilih yang lain.", "அது உங்கள் தற்போதைய கடவு எண். வேறொன்றைத் தேர்வு செய்க."
            )
        case .pattern(let reason): pattern(reason)
        case .wrongGroup: wrongGroup
        case .wrongRecovery: wrongRecovery
        case .biometricsChanged:
            say(
                "Fingerprints or faces on this phone were changed. Please use the passcode.",
                "本手机上的指纹或面容已更改，请使用密码。",
                "Cap jari atau wajah pada telefon ini telah diubah. Sila guna kod laluan.",
                "இந்தக் கைபேசியில் கைரேகைகள் அல்லது முகங்கள் மாற்றப்பட்டன. கடவு எண்ணைப் பயன்படுத்தவும்."
            )
        case .biometricsRefused:
            say(
                "Not recognised. Use the passcode.", "未能识别，请使用密码。", "Tidak dikenali. Guna kod laluan.",
                "அடையாளம் காண முடியவில்லை. கடவு எண்ணைப் பயன்படுத்தவும்."
            )
        case .biometricsMissing:
            say(
                "Face or fingerprint cannot be used now. Use the passcode.", "目前无法使用面容或指纹，请使用密码。",
                "Wajah atau cap jari tidak boleh digunakan sekarang. Guna kod laluan.",
                "முகம் அல்லது கைரேகையை இப்போது பயன்படுத்த முடியாது. கடவு எண்ணைப் பயன்படுத்தவும்."
            )
        case .suspectDevice:
            say(
                "This phone looks tampered with. Nothing new is stored on it.", "本手机可能已被篡改，不再保存新的内容。",
                "Telefon ini kelihatan telah diusik. Tiada apa-apa yang baharu disimpan.",
                "இந்தக் கைபேசி மாற்றப்பட்டது போலத் தெரிகிறது. புதிதாக எதுவும் சேமிக்கப்படாது."
            )
        case .stepUp, .cancelled: self.problem(.failed)
        case .wrongCode:
            say("This code is not right. Type it again.", "验证码不正确，请重新输入。", "Kod ini salah. Taip semula.", "இந்தக் குறியீடு சரியல்ல. மீண்டும் உள்ளிடுக.")
        case .entry(let problem): entry(problem)
        case .answer(let problem, let kind): answer(problem, kind)
        case .over(let why): over(why)
        case .browserAnswer:
            say(
                "What came back from the browser does not belong to this. Go on there, or try again.",
                "浏览器返回的内容与本次操作不符。请在浏览器中继续，或重试。",
                "Jawapan daripada pelayar tidak sepadan. Teruskan di sana, atau cuba lagi.",
                "உலாவியிலிருந்து வந்த பதில் இதற்குரியது அல்ல. அங்கே தொடரவும், அல்லது மீண்டும் முயலவும்."
            )
        case .unsolved:
            say("The check did not finish. Try again.", "验证未完成，请重试。", "Semakan tidak selesai. Cuba lagi.", "சரிபார்ப்பு முடியவில்லை. மீண்டும் முயல்க.")
        case .weak(let reason): weak(reason)
        case .passcodesDiffer:
            say(
                "The two were not the same. Choose again.", "两次输入不一致，请重新设置。", "Kedua-duanya tidak sama. Pilih semula.",
                "இரண்டும் பொருந்தவில்லை. மீண்டும் தேர்வு செய்க."
            )
        case .alreadyEnrolled:
            say("Somebody is set up on this phone already.", "本手机上已有用户。", "Telefon ini sudah ada pengguna.", "இந்தக் கைபேசியில் ஏற்கனவே ஒருவர் உள்ளார்.")
        case .vaultShut:
            say(
                "What is stored here cannot be opened any more. Set up again.", "已无法打开本机数据，请重新设置。",
                "Data di sini tidak boleh dibuka lagi. Tetapkan semula.", "இங்குள்ள தரவை இனி திறக்க முடியாது. மீண்டும் அமைக்கவும்."
            )
        case .notSigned:
            say(
                "This phone did not sign. Type the passcode again.", "本手机未能签名，请重新输入密码。",
                "Telefon ini tidak menandatangani. Taip kod laluan semula.", "இந்தக் கைபேசி கையொப்பமிடவில்லை. கடவு எண்ணை மீண்டும் உள்ளிடுக."
            )
        case .outcomeUnknown:
            say(
                "Look at the page: you may be logged in already.", "请查看页面：您可能已经登录。",
                "Lihat halaman: anda mungkin sudah log masuk.", "பக்கத்தைப் பாருங்கள்: நீங்கள் ஏற்கனவே உள்நுழைந்திருக்கலாம்."
            )
        case .failed: say("Something failed. Begin again.", "出现问题，请重新开始。", "Ada masalah. Mula semula.", "ஏதோ தவறு. மீண்டும் தொடங்குக.")
        }
    }

    private func weak(_ reason: String) -> String {
        switch reason {
        case "passcode_few_digits": say("Too few different digits.", "不同的数字太少。", "Terlalu sedikit digit yang berbeza.", "வேறுபட்ட இலக்கங்கள் மிகக் குறைவு.")
        case "passcode_sequence": say("Do not use a row of numbers.", "请勿使用连续数字。", "Jangan guna digit berturutan.", "வரிசையான இலக்கங்கள் வேண்டாம்.")
        case "passcode_repeats": say("Do not repeat a pattern.", "请勿使用重复的组合。", "Jangan ulang gabungan.", "திரும்பத் திரும்ப வரும் இலக்கங்கள் வேண்டாம்.")
        case "passcode_palindrome": say("It reads the same backwards.", "请勿使用首尾对称的数字。", "Ia sama jika dibaca terbalik.", "பின்னிருந்து படித்தாலும் ஒன்றே.")
        case "passcode_keypad_walk": say("Do not walk along the keys.", "请勿使用键盘上相邻的数字。", "Jangan ikut garisan pada kekunci.", "விசைகளில் ஒரு கோடு வேண்டாம்.")
        case "passcode_date": say("Do not use a date.", "请勿使用日期。", "Jangan guna tarikh.", "தேதி வேண்டாம்.")
        case "passcode_personal_number": say("Do not use a number of yours.", "请勿使用您的个人号码。", "Jangan guna nombor milik anda.", "உங்கள் எண்களில் ஒன்று வேண்டாம்.")
        case "passcode_common": say("Too many people use it.", "使用它的人太多。", "Terlalu ramai orang menggunakannya.", "பலர் இதைப் பயன்படுத்துகின்றனர்.")
        default: say("Too easy to guess.", "太容易被猜到。", "Terlalu mudah diteka.", "எளிதில் ஊகிக்கலாம்.")
        }
    }
}
